package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.TokenTerms;
import io.keyturn.testservers.VaultAuthority;
import io.keyturn.testservers.VaultAuthority.Issued;
import io.keyturn.testservers.VaultAuthority.KeyForm;
import io.keyturn.testservers.VaultServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys in files, which change; Vault tells which it was shown. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VaultTlsFilesTest {
  private final VaultServer vault = VaultServer.startTls();
  private Path ca;
  private Path certificate;
  private Path key;

  @AfterAll
  void stop() {
    vault.close();
  }

  @BeforeEach
  void place(@TempDir Path folder) throws IOException {
    ca = Files.copy(vault.caCertificate(), folder.resolve("ca.pem"));
    certificate = folder.resolve("client.pem");
    key = folder.resolve("client.key");
  }

  private VaultAuthority authority() {
    VaultAuthority authority = vault.authority();
    vault.logins().cert("team", authority, TokenTerms.of("default"));
    return authority;
  }

  private Issued issued(VaultAuthority authority, String name, KeyForm form) {
    Issued issued = authority.issue(name, Duration.ofHours(1), form);
    LeakGuard.guard(issued.privateKey());
    return issued;
  }

  private void write(Issued issued) throws IOException {
    Files.writeString(certificate, issued.certificate());
    Files.writeString(key, issued.privateKey());
  }

  private ProviderSettings.Builder trusting() {
    return Vaults.settings(vault.address()).text(TransportKeys.CA_CERT, ca.toString());
  }

  private Connection showing() {
    return Vaults.connection(
        trusting()
            .text(TransportKeys.CLIENT_CERT, certificate.toString())
            .text(TransportKeys.CLIENT_KEY, key.toString()));
  }

  /** Whose certificate Vault was shown. */
  private static String shown(Connection connection) {
    Answer answer =
        VaultApi.post(
            connection.rest(Optional.empty()).build(), connection.uri("auth/cert/login"), Map.of());
    assertThat(answer.status()).isEqualTo(200);
    Map<String, String> auth = Json.members(Json.members(answer.body()).getOrDefault("auth", ""));
    LeakGuard.guard(Json.text(auth.getOrDefault("client_token", "")));
    return Json.text(
        Json.members(auth.getOrDefault("metadata", "")).getOrDefault("common_name", ""));
  }

  private static int status(Connection connection) {
    return VaultApi.get(
            connection.rest(Optional.empty()).build(), connection.uri("sys/seal-status"))
        .status();
  }

  @ParameterizedTest
  @EnumSource(KeyForm.class)
  void each_form_of_a_key_is_read(KeyForm form) throws IOException {
    write(issued(authority(), form.name(), form));

    try (Connection connection = showing()) {
      assertThat(shown(connection)).isEqualTo(form.name());
    }
  }

  @Test
  @Witness(value = Row.TLS_AGAIN, kind = Witness.Kind.REAL)
  void another_certificate_is_shown_once_both_its_files_are_there() throws IOException {
    VaultAuthority authority = authority();
    write(issued(authority, "first", KeyForm.EC_SEC1));
    Issued second = issued(authority, "second", KeyForm.RSA_PKCS1);

    try (Connection connection = showing();
        Logged logged = new Logged(Clients.class)) {
      assertThat(shown(connection)).isEqualTo("first");

      Files.writeString(certificate, second.certificate());
      assertThat(shown(connection)).isEqualTo("first");
      assertThat(shown(connection)).isEqualTo("first");
      assertThat(logged.warnings())
          .containsExactly(
              "store 'vault': client-key is not the key of client-cert; it goes on with what it"
                  + " read before");

      Files.writeString(key, second.privateKey());
      assertThat(shown(connection)).isEqualTo("second");
      assertThat(logged.warnings()).hasSize(1);
    }
  }

  @Test
  @Witness(value = Row.SESSION_THREAD, kind = Witness.Kind.REAL)
  void another_certificate_starts_no_thread() throws IOException {
    VaultAuthority authority = authority();
    write(issued(authority, "first", KeyForm.EC_PKCS8));
    Issued second = issued(authority, "second", KeyForm.EC_PKCS8);
    NewThreads threads = new NewThreads();

    try (Connection connection = showing()) {
      assertThat(shown(connection)).isEqualTo("first");
      write(second);
      assertThat(shown(connection)).isEqualTo("second");
      threads.look();
    }

    threads.assertOfTheClient();
  }

  @Test
  @Witness(value = Row.TLS_AGAIN, kind = Witness.Kind.REAL)
  void other_authorities_are_trusted_once_their_file_has_them() throws IOException {
    try (Connection connection = Vaults.connection(trusting());
        Logged logged = new Logged(Clients.class)) {
      assertThat(status(connection)).isEqualTo(200);

      vault.restart(); // with another authority
      assertThatThrownBy(() -> status(connection)).hasMessageContaining("check its certificate");
      Files.writeString(ca, "-----BEGIN CERTIFICATE-----\n");
      assertThatThrownBy(() -> status(connection)).hasMessageContaining("check its certificate");
      Files.delete(ca);
      assertThatThrownBy(() -> status(connection)).hasMessageContaining("check its certificate");
      Files.copy(vault.caCertificate(), ca);
      assertThat(status(connection)).isEqualTo(200);

      assertThat(logged.warnings())
          .containsExactly(
              "store 'vault': ca-cert names a file that is not PEM certificates; it goes on with"
                  + " what it read before",
              "store 'vault': ca-cert names a file that cannot be read; it goes on with what it"
                  + " read before");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void certificate_and_key_may_be_one_file(boolean keyFirst) throws IOException {
    Issued issued = issued(authority(), "one", KeyForm.EC_SEC1);
    key = certificate;
    Files.writeString(
        certificate,
        keyFirst
            ? issued.privateKey() + issued.certificate()
            : issued.certificate() + issued.privateKey());

    try (Connection connection = showing()) {
      assertThat(shown(connection)).isEqualTo("one");
    }
  }

  @Test
  void once_closed_it_makes_no_other_client() throws IOException {
    Clients clients = new Clients(trusting().build());
    HttpClient last = clients.current();
    clients.close();
    Files.writeString(ca, Files.readString(ca) + "\n");

    assertThat(clients.current()).isSameAs(last);
  }

  @Test
  void a_key_of_another_certificate_is_told_at_start() throws IOException {
    VaultAuthority authority = vault.authority();
    write(issued(authority, "first", KeyForm.EC_PKCS8));
    for (KeyForm form : KeyForm.values()) {
      Files.writeString(key, issued(authority, "second", form).privateKey());

      assertThatIllegalArgumentException()
          .isThrownBy(this::showing)
          .withMessage("client-key is not the key of client-cert");
    }
  }

  @Test
  void a_key_that_is_none_is_told_at_start() throws IOException {
    write(issued(vault.authority(), "first", KeyForm.EC_PKCS8));
    Files.copy(ca, key, StandardCopyOption.REPLACE_EXISTING);

    assertThatIllegalArgumentException()
        .isThrownBy(this::showing)
        .withMessage(
            "client-key names a file that is not a PEM private key without a password: PKCS#8,"
                + " PKCS#1 or SEC 1")
        .withNoCause();
  }

  @Test
  void each_authority_of_the_file_is_trusted() throws IOException {
    String own = Files.readString(ca);
    Files.writeString(ca, vault.authority().certificate() + "\n" + own);

    try (Connection connection = Vaults.connection(trusting())) {
      assertThat(status(connection)).isEqualTo(200);
    }
  }
}
