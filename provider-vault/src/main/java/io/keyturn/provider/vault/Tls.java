package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What TLS with Vault stands on, read from its files each time that it is asked for.
 *
 * @param authorities the only ones to trust; empty for the JVM's own
 * @param certificate what is shown to Vault, and its authorities
 * @param key of the certificate, there where it is
 * @param unverified whether any server is trusted
 */
record Tls(
    Optional<PemFile> authorities,
    Optional<PemFile> certificate,
    Optional<PemFile> key,
    boolean unverified) {
  private static final char[] NO_PASSWORD = {};

  static Tls of(ProviderSettings settings) {
    return new Tls(
        PemFile.of(settings, TransportKeys.CA_CERT),
        PemFile.of(settings, TransportKeys.CLIENT_CERT),
        PemFile.of(settings, TransportKeys.CLIENT_KEY),
        TransportKeys.skipsVerification(settings));
  }

  boolean isOfFiles() {
    return authorities.isPresent() || certificate.isPresent();
  }

  /** What shows that a file changed; taken before they are read. */
  List<Optional<PemFile.Mark>> marks() {
    return Stream.of(authorities, certificate, key)
        .flatMap(Optional::stream)
        .map(PemFile::mark)
        .toList();
  }

  /**
   * What the files say now; empty where the JVM's own holds.
   *
   * @throws IllegalArgumentException if they cannot be read or do not fit each other
   */
  Optional<SSLContext> context() {
    if (!isOfFiles() && !unverified) {
      return Optional.empty();
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), trust(), null);
      return Optional.of(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "ca-cert, client-cert or client-key cannot be used for TLS");
    }
  }

  private TrustManager @Nullable [] trust() throws GeneralSecurityException, IOException {
    if (unverified) {
      return new TrustManager[] {new AnyServer()};
    }
    if (authorities.isEmpty()) {
      return null; // the JVM's own
    }
    KeyStore store = empty();
    for (Certificate certificate : authorities.get().certificates()) {
      store.setCertificateEntry("ca-" + store.size(), certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust.getTrustManagers();
  }

  private KeyManager @Nullable [] keys() throws GeneralSecurityException, IOException {
    if (certificate.isEmpty() || key.isEmpty()) {
      return null;
    }
    List<Certificate> chain = certificate.get().certificates();
    PrivateKey own =
        CertifiedKey.of(key.get().privateKey(), chain.get(0).getPublicKey())
            .orElseThrow(
                () -> new IllegalArgumentException("client-key is not the key of client-cert"));
    KeyStore store = empty();
    store.setKeyEntry("client", own, NO_PASSWORD, chain.toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    return keys.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
