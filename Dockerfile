FROM python:3.13.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-cache-dir --no-compile --only-binary :all: --require-hashes -r requirements.txt

FROM python:3.13.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin hipcoach
COPY --from=build /opt/venv /opt/venv
COPY . .
# The code and the collected files belong to root: nothing that runs can change them.
RUN python -m tests.production collectstatic --noinput \
    && rm -rf tests \
    && install --directory --owner hipcoach --mode 700 var/tmp var/metrics var/mail

USER hipcoach
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 \
    CMD ["python", "hipcoach/operating/probe.py", "8000"]
STOPSIGNAL SIGTERM
CMD ["gunicorn", "hipcoach.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "gthread", "--threads", "8", "--worker-connections", "200", "--backlog", "256", "--keep-alive", "75", "--timeout", "60", "--graceful-timeout", "25", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--log-level", "warning"]
