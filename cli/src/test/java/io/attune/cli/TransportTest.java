package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How requests reach a server: TLS, proxies, trace context (cli.md §2.1). */
class TransportTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final byte[] PACK = "{\"data\":{\"ref\":\"core\"}}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    static Path keys;

    private static HttpsServer plain;
    private static HttpsServer mutual;

    @TempDir
    Path home;

    @BeforeAll
    static void startServers() throws Exception {
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "attune",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        keys.resolve("store.p12").toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(keys.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance(keys.resolve("store.p12").toFile(), PASSWORD);
        pem("certificate.pem", "CERTIFICATE", store.getCertificate("attune").getEncoded());
        pem("key.pem", "PRIVATE KEY", store.getKey("attune", PASSWORD).getEncoded());
        plain = start(store, false);
        mutual = start(store, true);
    }

    @AfterAll
    static void stopServers() {
        plain.stop(0);
        mutual.stop(0);
    }

    private static void pem(String file, String kind, byte[] content) throws IOException {
        Files.writeString(
                keys.resolve(file),
                "-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder().encodeToString(content)
                        + "\n-----END " + kind + "-----\n");
    }

    private static HttpsServer start(KeyStore store, boolean clientsShowCertificates)
            throws GeneralSecurityException, IOException {
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("client", store.getCertificate("attune"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        var server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                var settings = context.getDefaultSSLParameters();
                settings.setNeedClientAuth(clientsShowCertificates);
                parameters.setSSLParameters(settings);
            }
        });
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, PACK.length);
                exchange.getResponseBody().write(PACK);
            }
        });
        server.start();
        return server;
    }

    private Done show(HttpsServer server, String... options) {
        var command = new ArrayList<>(List.of(
                "--api-url", "https://127.0.0.1:" + server.getAddress().getPort(), "pack", "show", "core", "-q"));
        command.addAll(List.of(options));
        return new Shell(home).run(command.toArray(String[]::new));
    }

    private static String file(String name) {
        return keys.resolve(name).toString();
    }

    @Test
    void aCertificateNobodyVouchesForIsRefusedWithTheWayOut() {
        Done done = show(plain);
        assertThat(done.status()).isEqualTo(9);
        assertThat(done.err()).contains("No secure connection", "--ca-cert");
    }

    @Test
    void ownAuthoritiesAreTrustedByOptionEnvironmentOrProfile() {
        assertThat(show(plain, "--ca-cert", file("certificate.pem"))).isEqualTo(new Done(0, "core\n", ""));
        String url = "https://127.0.0.1:" + plain.getAddress().getPort();
        assertThat(new Shell(home)
                        .with("ATTUNE_CA_CERT", file("certificate.pem"))
                        .run("--api-url", url, "pack", "show", "core", "-q")
                        .out())
                .isEqualTo("core\n");
        assertThat(new Shell(home)
                        .config("profiles:\n  default: {api_url: \"%s\", ca_cert: \"%s\"}\n"
                                .formatted(url, file("certificate.pem")))
                        .run("pack", "show", "core", "-q")
                        .out())
                .isEqualTo("core\n");
    }

    @Test
    void trustingEverybodyIsWarnedAbout() {
        Done done = show(plain, "--insecure");
        assertThat(done.out()).isEqualTo("core\n");
        assertThat(done.err()).startsWith("Warning: --insecure");
    }

    @Test
    void aServerCanWantACertificate() {
        assertThat(show(mutual, "--ca-cert", file("certificate.pem")).status()).isEqualTo(9);
        assertThat(show(
                                mutual,
                                "--ca-cert",
                                file("certificate.pem"),
                                "--client-cert",
                                file("certificate.pem"),
                                "--client-key",
                                file("key.pem"))
                        .out())
                .isEqualTo("core\n");
    }

    @Test
    void filesThatHoldNoneAreNamed() {
        assertThat(show(plain, "--ca-cert", file("keytool.log")).status()).isEqualTo(2);
        assertThat(show(plain, "--ca-cert", file("missing.pem")).status()).isEqualTo(2);
        assertThat(show(plain, "--client-cert", file("certificate.pem")).err()).contains("There is no private key");
    }

    @Test
    void requestsGoThroughTheProxyUnlessTheServerIsExempt() throws IOException {
        try (var proxy = new StubServer()) {
            proxy.on("GET /api/v1/packs/core", 200, "{\"data\":{\"ref\":\"proxied\"}}");
            String[] show = {"--api-url", "http://attune.example", "pack", "show", "core", "-q", "--retries", "0"};
            String[] optional = {
                "--api-url", "http://attune.example", "pack", "show", "core", "-q", "--proxy", proxy.url()
            };

            assertThat(new Shell(home).run(optional).out()).isEqualTo("proxied\n");
            assertThat(proxy.requests().getFirst().target()).isEqualTo("http://attune.example/api/v1/packs/core");
            assertThat(new Shell(home).with("HTTP_PROXY", proxy.url()).run(show).out())
                    .isEqualTo("proxied\n");
            int before = proxy.requests().size();
            assertThat(new Shell(home)
                            .with("http_proxy", proxy.url())
                            .with("NO_PROXY", "other, .example")
                            .run(show)
                            .status())
                    .isEqualTo(9);
            assertThat(new Shell(home)
                            .with("HTTP_PROXY", "http://127.0.0.1:1")
                            .run("--api-url", proxy.url(), "pack", "show", "core", "-q")
                            .out())
                    .as("this machine is never reached through a proxy of the environment")
                    .isEqualTo("proxied\n");
            assertThat(proxy.requests()).hasSize(before + 1);
        }
    }

    @Test
    void aProxyWithALoginIsRefusedWithoutShowingIt() {
        Done done = new Shell(home).run("--proxy", "http://user:secret@proxy:1", "pack", "list");
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).contains("--proxy").doesNotContain("secret");
    }

    @Test
    void requestsBelongToATraceAndErrorsNameIt() throws IOException {
        String id = "0af7651916cd43dd8448eb211c80319c";
        try (var server = new StubServer()) {
            Done done = Shell.loggedIn(home, server).run("pack", "show", "x", "--trace-id", id);
            assertThat(server.last("GET").header("traceparent")).matches("00-" + id + "-[0-9a-f]{16}-01");
            assertThat(done.err()).contains("Trace: " + id);
            String parent = "00-" + id + "-b7ad6b7169203331-01";
            Shell.loggedIn(home, server).with("TRACEPARENT", parent).run("pack", "show", "x");
            assertThat(server.last("GET").header("traceparent")).isEqualTo(parent);
            Shell.loggedIn(home, server).with("TRACEPARENT", "garbage").run("pack", "show", "x");
            assertThat(server.last("GET").header("traceparent")).isEqualTo("null");
            assertThat(Shell.loggedIn(home, server)
                            .run("pack", "list", "--trace-id", "x")
                            .status())
                    .isEqualTo(2);
        }
    }
}
