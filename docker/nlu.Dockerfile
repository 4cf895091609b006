# The dialogue server; trains its model at the first start if the volume has none.
#   docker build -f docker/nlu.Dockerfile -t qinghai-jobs-nlu .
FROM python:3.11-slim
RUN pip install --no-cache-dir "uv>=0.5"
WORKDIR /srv/nlu
ENV UV_LINK_MODE=copy DATA_DIR=/data NLU_HOST=0.0.0.0 PYTHONUNBUFFERED=1 \
    PATH=/srv/nlu/.venv/bin:$PATH
COPY nlu/pyproject.toml nlu/uv.lock ./
RUN uv sync --frozen --compile-bytecode
COPY nlu ./
COPY policy_faq/content ../policy_faq/content
RUN useradd --system --home /data nlu && mkdir /data && chown nlu /data
USER nlu
VOLUME /data
EXPOSE 5005
CMD ["sh", "-c", "python train.py && exec python server.py"]
