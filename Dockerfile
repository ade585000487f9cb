# The image for those who have a Docker engine: docker build -t ramal:0.1.0 .
# packaging/make_image.py makes the same without one, with an SBOM, and the same bytes each time.
FROM debian:12 AS build
WORKDIR /source
COPY . .
RUN ./ramal.sh build

# The program, the libraries that it maps, the authorities that it trusts, a user: no shell, nothing else.
RUN apt-get install -y --no-install-recommends binutils ca-certificates \
 && mkdir -p /image/usr/bin /image/usr/lib/ssl /image/etc/ssl/certs /image/etc/ramal /image/var/lib/ramal \
      /image/var/log/ramal /image/tmp \
 && strip -o /image/usr/bin/ramal build/release/proxy/ramal \
 && for file in $(ldd build/release/proxy/ramal | sed -n 's/.*=> \(\/[^ ]*\) (.*/\1/p; s/^[[:blank:]]*\(\/[^ ]*\) (.*/\1/p'); \
    do mkdir -p "/image$(dirname "$file")" && cp -L "$file" "/image$file" || exit 1; done \
 && cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ \
 && ln -s /etc/ssl/certs/ca-certificates.crt /image/usr/lib/ssl/cert.pem \
 && printf 'root:x:0:0:root:/:/nonexistent\nramal:x:65532:65532:Ramal:/var/lib/ramal:/nonexistent\n' >/image/etc/passwd \
 && printf 'root:x:0:\nramal:x:65532:\n' >/image/etc/group \
 && chown 65532:65532 /image/var/lib/ramal /image/var/log/ramal \
 && chmod 0700 /image/var/lib/ramal /image/var/log/ramal && chmod 1777 /image/tmp

FROM scratch
COPY --from=build /image /
ENV PATH=/usr/bin
USER 65532:65532
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["ramal", "health"]
ENTRYPOINT ["ramal"]
CMD ["serve", "--config", "/etc/ramal/ramal.yaml"]
