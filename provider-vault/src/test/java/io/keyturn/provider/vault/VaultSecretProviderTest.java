package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.VaultServer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a real Vault can prove, beyond the contract. */
class VaultSecretProviderTest {
  private final VaultServer vault = Vaults.shared();
  private final String path = Vaults.path();
  private final SecretLocation bundle = Vaults.location("secret/" + path);

  private String put() {
    String value = LeakGuard.canary().text();
    Vaults.put(path, "{\"api_key\":\"" + value + "\"}");
    return value;
  }

  private static boolean has(SecretBundle fetched, String field, String value) {
    SecretLocation place = Vaults.location("secret/x#" + field);
    return fetched.secret(place, "1").exposeString().equals(value);
  }

  @Test
  @Witness(value = Row.LOOKS, kind = Witness.Kind.REAL)
  void a_version_has_its_number_and_its_time() {
    put();
    put();
    try (SecretProvider provider = Vaults.asRoot()) {
      SecretBundle fetched = provider.fetch(bundle);

      assertThat(fetched.version().orElseThrow()).startsWith("2@");
      assertThat(fetched.createdAt().orElseThrow())
          .isBetween(Instant.now().minus(Duration.ofMinutes(5)), Instant.now());
    }
  }

  /** Vault writes such a character as six, so that the answer has 1.8 MiB. */
  @Test
  void a_bundle_of_300_KiB_that_JSON_escapes_is_read() {
    String value = "<".repeat(60 * 1024);
    String member = "\"%s\":\"" + value + "\"";
    Vaults.put(
        path,
        Stream.of("a", "b", "c", "d", "e")
            .map(member::formatted)
            .collect(Collectors.joining(",", "{", "}")));
    try (SecretProvider provider = Vaults.asRoot()) {
      SecretBundle fetched = provider.fetch(bundle);

      assertThat(fetched.size()).isEqualTo(5 * value.length());
      assertThat(has(fetched, "e", value)).isTrue();
    }
  }

  @Test
  @Witness(
      value = {Row.DELETED, Row.VERSION},
      kind = Witness.Kind.REAL)
  void a_deleted_and_a_destroyed_version_are_not_found_and_say_so() {
    put();
    put();
    vault.api("DELETE", "secret/data/" + path);
    vault.api("PUT", "secret/destroy/" + path, "{\"versions\":[1]}");
    try (SecretProvider provider = Vaults.asRoot()) {
      for (String version : new String[] {"", "?version=1", "?version=2"}) {
        assertThatThrownBy(() -> provider.fetch(SecretLocation.parse(bundle + version)))
            .isInstanceOf(SecretNotFoundException.class)
            .hasMessageContaining("this version is deleted or destroyed");
      }
      assertThatThrownBy(() -> provider.fetch(SecretLocation.parse(bundle + "?version=3")))
          .isInstanceOf(SecretNotFoundException.class)
          .hasMessageContaining("no such version, or nothing is there")
          .hasMessageNotContaining("kv-version");
    }
  }

  @Test
  void a_token_is_asked_for_again_after_a_refusal() {
    String value = put();
    AtomicReference<Secret> token = new AtomicReference<>(Secret.of(LeakGuard.canary().text()));
    try (SecretProvider provider =
        Vaults.provider(Vaults.settings(vault.address()).secret(LoginKeys.TOKEN, token::get))) {
      assertThatThrownBy(() -> provider.fetch(bundle))
          .isInstanceOf(SecretAccessDeniedException.class)
          .hasMessageContaining("status 403");

      token.set(Secret.of(vault.rootToken()));

      assertThat(has(provider.fetch(bundle), "api_key", value)).isTrue();
    }
  }

  @Test
  @Witness(value = Row.FORBIDDEN, kind = Witness.Kind.REAL)
  void a_login_whose_token_was_revoked_is_made_again_without_a_lost_read() {
    String value = put();
    VaultServer.AppRole role = Vaults.roleReading("secret/data");
    try (SecretProvider provider =
        Vaults.provider(
            Vaults.settings(vault.address())
                .text(LoginKeys.ROLE_ID, role.roleId())
                .secret(LoginKeys.SECRET_ID, Vaults.secret(role.secretId())))) {
      provider.fetch(bundle);
      vault.api("PUT", "sys/leases/revoke-prefix/auth/approle");

      assertThat(has(provider.fetch(bundle), "api_key", value)).isTrue();
    }
  }

  @Test
  void a_wrong_role_or_secret_id_is_denied() {
    VaultServer.AppRole role = Vaults.roleReading("secret/data");
    String[][] wrong = {
      {role.roleId(), LeakGuard.canary().text()}, {LeakGuard.canary().text(), role.secretId()}
    };
    for (String[] credentials : wrong) {
      try (SecretProvider provider =
          Vaults.provider(
              Vaults.settings(vault.address())
                  .text(LoginKeys.ROLE_ID, credentials[0])
                  .secret(LoginKeys.SECRET_ID, Vaults.secret(credentials[1])))) {
        assertThatThrownBy(() -> provider.fetch(bundle))
            .isInstanceOf(SecretAccessDeniedException.class)
            .hasMessageContaining("refuses the login");
      }
    }
  }

  @Test
  void a_login_where_approle_is_not_mounted_is_denied_and_names_the_setting() {
    VaultServer.AppRole role = Vaults.roleReading("secret/data");
    try (SecretProvider provider =
        Vaults.provider(
            Vaults.settings(vault.address())
                .text(LoginKeys.LOGIN_MOUNT, "nope")
                .text(LoginKeys.ROLE_ID, role.roleId())
                .secret(LoginKeys.SECRET_ID, Vaults.secret(role.secretId())))) {
      assertThatThrownBy(() -> provider.fetch(bundle))
          .isInstanceOf(SecretAccessDeniedException.class)
          .hasMessageContaining("status 403: Vault refuses the login by approle at auth/nope");
    }
  }

  @Test
  @Timeout(60)
  void a_kv_engine_that_is_upgraded_is_unavailable_and_says_so() {
    ProviderSettings.Builder settings =
        Vaults.settings(vault.address())
            .text(MountKeys.KV_VERSION, "2")
            .secret(LoginKeys.TOKEN, Vaults.secret(vault.rootToken()));
    try (SecretProvider provider = Vaults.provider(settings)) {
      Set<String> reasons = Set.of();
      // an upgrade may end before a read meets it: another one then, of more secrets, lasts longer
      for (int secrets = 500; reasons.size() < 2; secrets *= 2) {
        reasons = reasonsDuringUpgrade(provider, path + secrets, secrets);
      }

      assertThat(reasons)
          .containsExactly(
              "NOT_FOUND: nothing is there, or no such mount; read as KV version 2,"
                  + " if the mount is version 1 set kv-version = 1",
              "UNAVAILABLE: status 400: the KV engine is unavailable for now");
    }
  }

  /**
   * What reads as version 2 fail with while a mount of version 1 becomes one, until they succeed.
   */
  private Set<String> reasonsDuringUpgrade(SecretProvider provider, String mount, int secrets) {
    vault.mountKv1(mount);
    for (int i = 0; i < secrets; i++) {
      vault.api("POST", mount + "/s" + i, "{\"api_key\":\"x\"}");
    }
    SecretLocation upgraded = Vaults.location(mount + "/s1");
    Optional<SecretException> failure = failure(provider, upgraded);
    CompletableFuture<String> upgrade = CompletableFuture.supplyAsync(() -> upgrade(mount));
    Set<String> reasons = new LinkedHashSet<>();
    while (failure.isPresent()) {
      reasons.add(failure.get().kind() + ": " + failure.get().reason());
      failure = failure(provider, upgraded);
    }
    upgrade.join();
    return reasons;
  }

  private String upgrade(String mount) {
    return vault.api("POST", "sys/mounts/" + mount + "/tune", "{\"options\":{\"version\":\"2\"}}");
  }

  private static Optional<SecretException> failure(SecretProvider provider, SecretLocation place) {
    try {
      provider.fetch(place);
      return Optional.empty();
    } catch (SecretException e) {
      return Optional.of(e);
    }
  }

  @Test
  @Witness(value = Row.SEALED, kind = Witness.Kind.REAL)
  void a_sealed_vault_is_unavailable_and_says_so() {
    put();
    try (SecretProvider provider = Vaults.asRoot()) {
      vault.seal();
      try {
        assertThatThrownBy(() -> provider.fetch(bundle))
            .isInstanceOf(SecretUnavailableException.class)
            .hasMessageContaining("Vault is sealed");
      } finally {
        vault.unseal();
      }
    }
  }
}
