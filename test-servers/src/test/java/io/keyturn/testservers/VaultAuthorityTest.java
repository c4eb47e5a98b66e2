package io.keyturn.testservers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testservers.VaultAuthority.Issued;
import io.keyturn.testservers.VaultAuthority.KeyForm;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultAuthorityTest {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final char[] NONE = {};

  @AutoClose private static VaultServer vault;
  private static VaultAuthority authority;

  @BeforeAll
  static void start() {
    vault = VaultServer.startTls();
    authority = vault.authority();
  }

  @Test
  void vault_lets_its_certificates_in_and_no_others() throws Exception {
    vault.logins().cert("mine", authority, TokenTerms.of("mine"));

    HttpResponse<String> answer = login(authority.issue("app", LIFE, KeyForm.EC_PKCS8));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"token_policies\":[\"default\",\"mine\"]");

    Issued other = vault.authority().issue("app", LIFE, KeyForm.EC_PKCS8);
    assertThat(login(other).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "EC_PKCS8, PRIVATE KEY",
    "EC_SEC1, EC PRIVATE KEY",
    "RSA_PKCS8, PRIVATE KEY",
    "RSA_PKCS1, RSA PRIVATE KEY"
  })
  void private_keys_come_in_four_forms(KeyForm form, String title) {
    assertThat(authority.issue("app", LIFE, form).privateKey())
        .startsWith("-----BEGIN " + title + "-----\n");
  }

  private static HttpResponse<String> login(Issued issued) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(vault.address() + "/v1/auth/cert/login"))
            .POST(BodyPublishers.ofString("{}"))
            .build();
    return HttpClient.newBuilder()
        .sslContext(context(issued))
        .build()
        .send(request, BodyHandlers.ofString());
  }

  private static SSLContext context(Issued issued) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NONE);
    Certificate[] chain = {certificate(issued.certificate())};
    store.setKeyEntry("client", key(issued.privateKey()), NONE, chain);
    store.setCertificateEntry("ca", certificate(Files.readString(vault.caCertificate())));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NONE);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static Certificate certificate(String pem) throws Exception {
    InputStream bytes = new ByteArrayInputStream(pem.getBytes(UTF_8));
    return CertificateFactory.getInstance("X.509").generateCertificate(bytes);
  }

  private static PrivateKey key(String pem) throws Exception {
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
  }
}
