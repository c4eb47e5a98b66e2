package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.TokenTerms;
import io.keyturn.testservers.VaultServer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mounts of a real Vault, told by it or by {@code kv-mounts}. */
class VaultMountsTest {
  private final VaultServer vault = Vaults.shared();
  private final String team = Vaults.path();
  private final String policy = UUID.randomUUID().toString();
  private final AtomicLong now = new AtomicLong();
  private final String value = LeakGuard.canary().text();

  private void mount(String path, int version) {
    String options = "{\"type\":\"kv\",\"options\":{\"version\":\"" + version + "\"}}";
    vault.api("POST", "sys/mounts/" + path, options);
  }

  private void put(String path, boolean versioned) {
    String member = "{\"api_key\":\"" + value + "\"}";
    vault.api("POST", path, versioned ? "{\"data\":" + member + "}" : member);
  }

  /** One that has what these rules say, and nothing else. */
  private ProviderSettings.Builder tokenWith(String rules) {
    vault.policy(policy, rules);
    String token = vault.token(TokenTerms.of(policy).withoutDefaultPolicy());
    LeakGuard.guard(token);
    return Vaults.settings(vault.address()).secret(LoginKeys.TOKEN, Vaults.secret(token));
  }

  private SecretProvider provider(ProviderSettings.Builder settings) {
    return new VaultSecretProviderFactory(now::get).create(settings.build());
  }

  private void reads(SecretProvider provider, String path, boolean versioned) {
    SecretBundle fetched = provider.fetch(provider.normalize(Vaults.location(path)));

    SecretLocation field = Vaults.location(path + "#api_key");
    assertThat(fetched.secret(field, "").exposeString().equals(value)).isTrue();
    assertThat(fetched.version().isPresent()).isEqualTo(versioned);
  }

  @Test
  @Witness(value = Row.DETECTED, kind = Witness.Kind.REAL)
  void mounts_with_slashes_of_both_versions_are_detected_by_whom_may_read_one_path() {
    mounts(true);
  }

  @Test
  @Witness(value = Row.KV_MOUNTS, kind = Witness.Kind.REAL)
  void mounts_with_slashes_of_both_versions_are_told_by_kv_mounts() {
    mounts(false);
  }

  private void mounts(boolean detected) {
    mount(team + "/kv", 2);
    mount(team + "/old/kv", 1);
    put(team + "/kv/data/a/b", true);
    put(team + "/old/kv/a/b", false);
    ProviderSettings.Builder settings =
        tokenWith(
            Vaults.rule(team + "/kv/data/a/b", "read") + Vaults.rule(team + "/old/kv/a/b", "read"));
    if (!detected) {
      settings.text(MountKeys.KV_MOUNTS, "secret, %1$s/kv, %1$s/old/kv=1".formatted(team));
    }
    try (SecretProvider provider = provider(settings)) {
      reads(provider, team + "/kv/a/b", true);
      reads(provider, team + "/old/kv/a/b", false);
    }
  }

  @Test
  @Witness(value = Row.UNDETECTED, kind = Witness.Kind.REAL)
  void a_mount_that_the_token_may_not_see_is_denied_until_it_may() {
    mount(team + "/kv", 2);
    put(team + "/kv/data/a", true);
    try (SecretProvider provider = provider(tokenWith(Vaults.rule("secret/data/none", "read")))) {
      for (String path : new String[] {team + "/kv/a", "nope/kv/a"}) {
        assertThatThrownBy(() -> provider.fetch(Vaults.location(path)))
            .isInstanceOf(SecretAccessDeniedException.class)
            .hasMessageContaining(
                "status 403: the token (keyturn.stores.vault.token) is not told what is mounted")
            .hasMessageContaining("set kv-mounts");
      }
      vault.policy(policy, Vaults.rule(team + "/kv/data/a", "read"));

      reads(provider, team + "/kv/a", true);
    }
  }

  @Test
  @Witness(value = Row.API_PATH, kind = Witness.Kind.REAL)
  void the_path_of_the_api_is_refused_with_a_hint() {
    put("secret/data/" + team, true);
    try (SecretProvider provider = Vaults.asRoot()) {
      assertThatThrownBy(() -> provider.fetch(Vaults.location("secret/data/" + team)))
          .isInstanceOf(SecretFormatException.class)
          .hasMessageContaining("leave out 'data' after the mount");
    }
  }

  @Test
  @Timeout(60)
  void an_engine_that_is_upgraded_is_read_as_version_2_a_minute_later() {
    mount(team + "/kv", 1);
    put(team + "/kv/a", false);
    try (SecretProvider provider =
        provider(
            Vaults.settings(vault.address())
                .secret(LoginKeys.TOKEN, Vaults.secret(vault.rootToken())))) {
      reads(provider, team + "/kv/a", false);

      vault.api("POST", "sys/mounts/" + team + "/kv/tune", "{\"options\":{\"version\":\"2\"}}");
      while (!isRead(provider, team + "/kv/a")) {
        now.addAndGet(Duration.ofMinutes(1).toNanos());
      }

      reads(provider, team + "/kv/a", true);
    }
  }

  private static boolean isRead(SecretProvider provider, String path) {
    try {
      return provider.fetch(Vaults.location(path)).version().isPresent();
    } catch (SecretException upgrading) {
      return false;
    }
  }
}
