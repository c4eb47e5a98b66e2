package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

/** Paths of engines other than KV, by answers as Vault 1.13 gives them. */
class PlainPathTest {
  private static final SecretLocation STATIC = Vaults.location("database/static-creds/app");
  private static final SecretLocation ROLE = Vaults.location("aws/creds/app");

  private static final FakeVault VAULT = new FakeVault();
  private final SecretProvider provider =
      Vaults.provider(
          Vaults.settings(VAULT.address())
              .text(MountKeys.KV_MOUNTS, "secret")
              .secret(LoginKeys.TOKEN, Vaults.secret(LeakGuard.canary().text())));

  @AfterEach
  void forget() {
    provider.close();
    VAULT.forget();
  }

  @AfterAll
  static void close() {
    VAULT.close();
  }

  private void rotated(String at, long ttl) {
    VAULT.on(
        "/v1/" + STATIC.path(),
        200,
        """
        {"request_id":"r","lease_id":"","renewable":false,"lease_duration":0,"data":{
        "last_vault_rotation":"%s","password":"%s","rotation_period":86400,"ttl":%d,
        "username":"app"},"wrap_info":null,"warnings":null,"auth":null}
        """
            .formatted(at, LeakGuard.canary().text(), ttl));
  }

  @Test
  void the_version_of_a_static_role_is_its_last_rotation_and_its_ttl_the_time_to_look_again() {
    rotated("2026-11-24T05:20:13.123456789+01:00", 100);
    SecretBundle first = provider.fetch(STATIC);

    assertThat(first.version()).contains("2026-11-24T04:20:13.123Z");
    assertThat(first.createdAt()).contains(Instant.parse("2026-11-24T04:20:13.123456789Z"));
    assertThat(first.lookAgainIn()).contains(Duration.ofSeconds(101));
    assertThat(first.validFor()).isEmpty();
    assertThat(first.fields())
        .containsExactly("last_vault_rotation", "password", "rotation_period", "username");
  }

  @Test
  void a_static_role_is_unchanged_while_its_ttl_counts_down() {
    rotated("2026-11-24T04:20:13.123456789Z", 99);
    String version = provider.fetch(STATIC).version().orElseThrow();
    rotated("2026-11-24T04:20:13.123456789Z", 9);
    assertThat(provider.fetchIfChanged(STATIC, version))
        .isEqualTo(new Outcome.Unchanged(Optional.empty(), Optional.of(Duration.ofSeconds(10))));

    rotated("2026-11-25T04:20:13.123456789Z", 99);
    assertThat(provider.fetchIfChanged(STATIC, version)).isInstanceOf(Outcome.Fetched.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -7})
  void a_rotation_that_is_overdue_is_looked_for_as_often_as_vault_does(long ttl) {
    rotated("2026-11-24T04:20:13Z", ttl);

    assertThat(provider.fetch(STATIC).lookAgainIn()).contains(Duration.ofSeconds(5));
  }

  @Test
  void a_rotation_of_any_time_to_come_is_not_overdue() {
    rotated("2026-11-24T04:20:13Z", Long.MAX_VALUE);

    assertThat(provider.fetch(STATIC).lookAgainIn().orElseThrow()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"last_vault_rotation\":\"@\",\"ttl\":1}",
        "{\"last_vault_rotation\":\"2026-11-24T04:20:13Z\",\"ttl\":\"@\"}",
        "{\"last_vault_rotation\":{\"@\":1}}",
        "\"@\"",
        "null"
      })
  void what_is_not_the_answer_of_an_engine_is_malformed_and_not_quoted(String data) {
    String body = "{\"data\":" + data.replace("@", LeakGuard.canary().text()) + "}";
    VAULT.on("/v1/" + STATIC.path(), 200, body);

    SecretException failure = failure(STATIC);

    assertThat(failure.kind()).isEqualTo(Kind.FORMAT);
    assertThat(failure).hasNoCause();
    LeakGuard.check(failure);
  }

  private SecretException failure(SecretLocation bundle) {
    return catchThrowableOfType(SecretException.class, () -> provider.fetch(bundle));
  }

  @Test
  void other_content_is_as_it_is_and_without_a_version() {
    VAULT.on(
        "/v1/cubbyhole/x",
        200,
        "{\"lease_id\":\"\",\"data\":{\"ttl\":\"30s\",\"n\":1.50,\"o\":{\"a\":true}}}");

    SecretBundle bundle = provider.fetch(Vaults.location("cubbyhole/x"));

    assertThat(bundle.fields()).containsExactly("ttl", "n", "o");
    assertThat(bundle.version()).isEmpty();
    assertThat(bundle.lookAgainIn()).isEmpty();
    SecretLocation number = Vaults.location("cubbyhole/x#n");
    assertThat(bundle.secret(number, "").exposeString()).isEqualTo("1.50");
  }

  /** Each by the engine of Vault 1.13 that says it so. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown role: app", // database, rabbitmq, ldap
        "unknown key: app", // totp
        "Role \\\"app\\\" not found", // aws
        "role \\\"app\\\" not found", // consul, nomad
        "role set 'app' does not exists", // gcp
        "role set \\\"app\\\" does not exists"
      })
  void an_unknown_role_is_not_found(String error) {
    VAULT.on("/v1/" + ROLE.path(), 400, "{\"errors\":[\"" + error + "\"]}\n");

    assertThat(failure(ROLE).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource({
    "400, Error assuming role: role \\\"app\\\" not found, FORMAT",
    "400, missing name, FORMAT",
    "500, unknown role: app, UNAVAILABLE",
    "404, unsupported path, NOT_FOUND",
    "405, unsupported operation, FORMAT"
  })
  void other_refusals_are_what_their_status_says(int status, String error, Kind kind) {
    VAULT.on("/v1/" + ROLE.path(), status, "{\"errors\":[\"" + error + "\"]}");

    assertThat(failure(ROLE).kind()).isEqualTo(kind);
  }

  @Test
  void a_lease_is_one_with_an_id_which_is_not_printed() {
    String id = "aws/creds/app/" + LeakGuard.canary().text();
    Envelope leased =
        envelope(
            "{\"lease_id\":\"" + id + "\",\"renewable\":true,\"lease_duration\":60,\"data\":{}}");

    assertThat(leased.lease()).contains(new Lease(id, Duration.ofSeconds(60), true, false));
    assertThat(leased).hasToString("Envelope[Optional[Lease[PT1M]]]");
  }

  /** KV version 1 tells how long its {@code ttl} is, and leases nothing. */
  @Test
  void a_duration_without_an_id_is_no_lease() {
    assertThat(envelope("{\"lease_id\":\"\",\"lease_duration\":2764800,\"data\":{}}").lease())
        .isEmpty();
  }

  private static Envelope envelope(String body) {
    return Envelope.of(new Answer(200, new HttpHeaders(), body));
  }
}
