# What packing and installing leave behind stays in the first stages. Everything is compiled beforehand,
# because the user that runs it may write nothing; plotly, which is large, only when it is imported.
FROM node:22-slim AS packs

WORKDIR /srv
COPY scripts scripts
RUN npm ci --silent --prefix scripts/pack
COPY static static
RUN node scripts/pack/pack.mjs


FROM python:3.12-slim AS packages

COPY requirements.txt .
RUN python -m venv --without-pip /venv \
    && python -m pip --python /venv/bin/python install \
        --no-cache-dir --no-compile --disable-pip-version-check --only-binary :all: \
        --require-hashes --requirement requirements.txt \
    && /venv/bin/python -m compileall -q -x /plotly/ /venv/lib


FROM python:3.12-slim

LABEL org.opencontainers.image.title="Gatescope" \
      org.opencontainers.image.description="An oscilloscope for recurrent gates" \
      org.opencontainers.image.licenses="MIT"

RUN useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin gatescope

WORKDIR /srv/gatescope
COPY --from=packages /venv /venv
COPY app app
COPY --from=packs /srv/static static
COPY templates templates
RUN /venv/bin/python -m compileall -q app

ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000

USER gatescope
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD \
    ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=2)"]

CMD ["sh", "-c", "exec uvicorn app.main:app --host \"$HOST\" --port \"$PORT\""]
