# Builds Jaali with the project's own scripts, and packs the program alone. See docker-compose.yml for a try-out.
FROM debian:bookworm-slim AS build
ENV JAALI_DEPS_DIR=/opt/jaali-deps
WORKDIR /src
# What the build needs changes seldom: a layer of its own.
COPY scripts/install-deps scripts/install-deps
COPY scripts/lib scripts/lib
RUN scripts/install-deps && rm -rf /var/lib/apt/lists/*
COPY . .
RUN scripts/build release jaali \
 && install -D -s build/release/bin/jaali /out/usr/local/bin/jaali

FROM debian:bookworm-slim
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      ca-certificates openssl libpq5 libmysqlcppconn7v5 libssl3 libidn12 libboost-json1.81.0 libspdlog1.10 libfmt9 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --home-dir /var/lib/jaali --shell /usr/sbin/nologin jaali \
 && install -d -o jaali -g jaali -m 750 /var/lib/jaali /var/log/jaali \
 && install -d /etc/jaali
COPY --from=build /out/ /
COPY certs/make-dev-certs /usr/local/share/jaali/certs/make-dev-certs
COPY demo /usr/local/share/jaali/demo
# Every library of the program is there.
RUN jaali --help >/dev/null
USER jaali
WORKDIR /var/lib/jaali
EXPOSE 6432 6306
# SIGTERM lets sessions end at their next idle moment; SIGHUP reads rules and certificates again.
STOPSIGNAL SIGTERM
ENTRYPOINT ["jaali"]
CMD ["serve", "-c", "/etc/jaali/jaali.toml"]
