package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Secrets;
import io.keyturn.provider.SecretProvider;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testkit.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of many bundles a few keep the session, in the engine's own time. */
@Timeout(60)
class ManyBundlesTest {
  private static final int BUNDLES = 50;
  private static final Duration SELDOM = Duration.ofHours(24);

  private final FakeVault vault = new FakeVault();
  private final ManualTime time = new ManualTime();
  private final String token = LeakGuard.canary().text();

  @AfterEach
  void close() {
    vault.close();
  }

  private SecretProvider provider(Duration life) {
    String auth = auth(life);
    vault.on("/v1/auth/approle/login", 200, auth).on("/v1/auth/token/renew-self", 200, auth);
    return new VaultSecretProviderFactory(time::nanoTime)
        .create(
            vault
                .settings()
                .text(LoginKeys.ROLE_ID, "role")
                .secret(LoginKeys.SECRET_ID, Vaults.secret(LeakGuard.canary().text()))
                .build());
  }

  private String auth(Duration life) {
    return "{\"auth\":{\"client_token\":\""
        + token
        + "\",\"lease_duration\":"
        + life.toSeconds()
        + ",\"renewable\":true,\"num_uses\":0}}";
  }

  private Secrets open(Duration life, double jitter) {
    Secrets.Builder builder =
        Secrets.builder()
            .store("vault", provider(life))
            .time(time)
            .ttl(SELDOM)
            .jitter(jitter)
            .executor(Runnable::run);
    for (int i = 0; i < BUNDLES; i++) {
      vault.on("/v1/secret/data/b" + i, 200, FakeVault.kv2("{\"KEY\":\"v\"}"));
      builder.locate("KEY" + i, "vault://secret/b" + i + "#KEY");
    }
    Secrets secrets = builder.build();
    assertThat(reads()).isEqualTo(BUNDLES);
    vault.asked.clear();
    return secrets;
  }

  private long reads() {
    return vault.asked.stream().filter(asked -> asked.line().startsWith("GET ")).count();
  }

  private long logins() {
    return vault.asked.size() - reads();
  }

  @Test
  @Witness(value = Row.SESSION_LOOK, kind = Witness.Kind.REQUEST)
  void three_looks_in_each_life_keep_the_session() {
    try (Secrets secrets = open(Duration.ofHours(1), 0.1)) {
      time.advance(Duration.ofHours(5));

      assertThat(vault.askedOfItself).hasSizeBetween(7, 9);
      assertThat(logins()).isZero();
      assertThat(reads()).isLessThanOrEqualTo(3L * (vault.askedOfItself.size() + 1));
      assertThat(secrets.get("KEY0").exposeString()).isEqualTo("v");
    }
  }

  @Test
  void while_renewals_fail_one_bundle_tries_again() {
    try (Secrets secrets = open(Duration.ofHours(1), 0.1)) {
      vault.on("/v1/auth/token/renew-self", 503, "{\"errors\":[]}");
      time.advance(Duration.ofMinutes(58));

      assertThat(vault.askedOfItself).hasSizeBetween(35, 60);
      assertThat(reads()).isBetween(35L, 75L);
      assertThat(secrets.get("KEY0").exposeString()).isEqualTo("v");
    }
  }
}
