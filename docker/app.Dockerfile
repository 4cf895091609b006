# The app and the worker (same image, two commands). Build from the repository root:
#   docker build -f docker/app.Dockerfile -t qinghai-jobs-app .
FROM python:3.11-slim
RUN pip install --no-cache-dir "uv>=0.5"
WORKDIR /srv
ENV UV_LINK_MODE=copy DATA_DIR=/data PYTHONUNBUFFERED=1 PATH=/srv/.venv/bin:$PATH
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --compile-bytecode
COPY policy_faq policy_faq
COPY backend backend
COPY actions actions
COPY bot bot
RUN useradd --system --home /data app && mkdir /data && chown app /data
USER app
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz')"]
CMD ["uvicorn", "bot.main:app", "--host", "0.0.0.0", "--port", "8000", "--no-access-log"]
