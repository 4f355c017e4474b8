package io.attune.cli.client;

import io.attune.cli.outcome.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust on TLS connections, and as whom to appear, where that differs from what the JDK does (cli.md §2.1). All files are PEM.
 *
 * @param authorities certificates to trust in place of the JDK's
 * @param certificate own certificate, with its chain
 * @param key its private key, PKCS#8 without a password; null when it is in the certificate's file
 * @param insecure trust everybody
 */
public record Tls(
        @Nullable Path authorities,
        @Nullable Path certificate,
        @Nullable Path key,
        boolean insecure) {
    private static final char[] NO_PASSWORD = {};
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    public static Tls usual() {
        return new Tls(null, null, null, false);
    }

    /** Null when the JDK's own will do. */
    @Nullable
    SSLSocketFactory sockets() {
        if (equals(usual())) {
            return null;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trust(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw Failure.usage("TLS cannot be set up (" + e.getMessage() + ")", "Check the files of the TLS options.");
        }
    }

    private TrustManager @Nullable [] trust() throws GeneralSecurityException, IOException {
        if (insecure) {
            return new TrustManager[] {new TrustEverybody()};
        }
        if (authorities == null) {
            return null;
        }
        KeyStore store = empty();
        for (Certificate authority : certificates(authorities)) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private KeyManager @Nullable [] keys() throws GeneralSecurityException, IOException {
        if (certificate == null) {
            return null;
        }
        List<? extends Certificate> chain = certificates(certificate);
        KeyStore store = empty();
        store.setKeyEntry(
                "client",
                privateKey(
                        key == null ? certificate : key,
                        chain.getFirst().getPublicKey().getAlgorithm()),
                NO_PASSWORD,
                chain.toArray(Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<? extends Certificate> certificates(Path file) throws GeneralSecurityException, IOException {
        var found = List.copyOf(CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))));
        if (found.isEmpty()) {
            throw Failure.usage("There is no certificate in " + file, "It must be a PEM file.");
        }
        return found;
    }

    private static PrivateKey privateKey(Path file, String algorithm) throws GeneralSecurityException, IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = text.indexOf(KEY_BEGIN);
        int end = text.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            throw Failure.usage(
                    "There is no private key in " + file,
                    "It must be PKCS#8 without a password: openssl pkcs8 -topk8 -nodes");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    /** What {@code --insecure} asks for, and what every call warns about. */
    private static final class TrustEverybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
