package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.VaultAuthority;
import io.keyturn.testservers.VaultAuthority.KeyForm;
import io.keyturn.testservers.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertLoginTest {
  @AutoClose private static VaultServer vault;

  @TempDir private Path folder;
  private LoginProbe probe;

  @BeforeAll
  static void start() {
    vault = VaultServer.startTls();
  }

  @BeforeEach
  void probe() {
    probe = new LoginProbe(vault);
  }

  private ProviderSettings.Builder settings(VaultAuthority authority) throws IOException {
    VaultAuthority.Issued issued = authority.issue("app", Duration.ofMinutes(5), KeyForm.EC_PKCS8);
    LeakGuard.guard(issued.privateKey());
    return probe
        .settings("cert")
        .text(TransportKeys.CA_CERT, vault.caCertificate().toString())
        .text(TransportKeys.CLIENT_CERT, file("cert.pem", issued.certificate()))
        .text(TransportKeys.CLIENT_KEY, file("key.pem", issued.privateKey()));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  @Witness(
      value = {Row.CERTIFICATE, Row.SECRECY},
      kind = Witness.Kind.REAL)
  void it_logs_in_with_the_certificate_of_the_connection() throws IOException {
    VaultAuthority authority = vault.authority();
    probe.logins().cert(probe.name, authority, probe.terms);

    probe.assertReads(settings(authority));
    probe.assertReads(settings(authority).text(LoginKeys.ROLE, probe.name));
  }

  @Test
  void a_certificate_of_somebody_else_and_a_role_that_does_not_fit_are_denied() throws IOException {
    VaultAuthority authority = vault.authority();
    probe.logins().cert(probe.name, authority, probe.terms);
    String reason =
        "status 400: Vault refuses the login by cert at auth/"
            + probe.name
            + " with the certificate of client-cert";

    probe.assertFails(settings(vault.authority()), Kind.ACCESS_DENIED, reason);
    probe.assertFails(
        settings(authority).text(LoginKeys.ROLE, "other"), Kind.ACCESS_DENIED, reason);
  }
}
