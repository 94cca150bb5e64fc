# A static program on a small system, run as nobody in particular. Git answers which files are committed.
#
#     docker build --tag cohere-lint .
#     docker run --rm --volume "$PWD:/src:ro" cohere-lint check
FROM rust:1.95-alpine3.22 AS build
# hadolint ignore=DL3018
RUN apk add --no-cache musl-dev
WORKDIR /build
COPY . .
RUN cargo build --release --locked

FROM alpine:3.22
# hadolint ignore=DL3018
RUN apk add --no-cache git \
    # The repository that is mounted belongs to somebody else.
    && git config --system --add safe.directory '*'
COPY --from=build /build/target/release/cohere-lint /usr/local/bin/cohere-lint
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["cohere-lint"]
CMD ["check"]
