package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Rotation;
import io.keyturn.SecretName;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.VaultDatabase;
import io.keyturn.testservers.VaultServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leases of a few seconds, in the time that they take. */
@Timeout(60)
class LivingLeasesTest {
  record User(@SecretName("username") Secret name, @SecretName("password") Secret password) {}

  private static Secrets secrets(
      URI address, String token, String path, Map<String, String> properties) {
    return Secrets.builder()
        .properties(
            Map.of(
                "keyturn.store",
                "vault",
                "keyturn.stores.vault.address",
                address.toString(),
                "keyturn.stores.vault.token",
                token,
                "keyturn.stores.vault.location",
                path + "#{name}"))
        .properties(properties)
        .build();
  }

  @Test
  @Witness(
      value = {Row.LEASE_RENEWED, Row.LEASE_REPLACED},
      kind = Witness.Kind.REAL)
  void users_turn_before_they_end() throws Exception {
    VaultDatabase database = Databases.shared();
    String role = Databases.role(3, 6);
    BlockingQueue<Rotation> turns = new LinkedBlockingQueue<>();
    VaultServer vault = Vaults.shared();
    Map<String, String> drain = Map.of("keyturn.rotation.drain", "1s");
    try (Secrets secrets = secrets(vault.address(), vault.rootToken(), role, drain)) {
      var user = secrets.rotating(User.class);
      user.onRotation(turns::add);
      for (int turn = 0; turn < 2; turn++) {
        User before = user.get();
        Rotation rotation = turns.poll(20, TimeUnit.SECONDS);

        assertThat(rotation).isNotNull();
        assertThat(rotation.why()).isEqualTo(Rotation.Why.LEASE);
        assertThat(database.alive(role))
            .contains(before.name().exposeString(), user.get().name().exposeString());
      }
      assertThat(database.made(role)).hasSize(3);
    }
  }

  /** The drain is that of a lease by default, ten minutes. */
  @Test
  @Witness(value = Row.LEASE_DRAIN, kind = Witness.Kind.RECORDED)
  void what_is_too_short_for_the_drain_is_warned_of_once_however_often_it_turns() throws Exception {
    BlockingQueue<Rotation> turns = new LinkedBlockingQueue<>();
    try (FakeVault vault = new FakeVault();
        Logged logged = new Logged("io.keyturn")) {
      vault.on("/v1/database/creds/app", exchange -> FakeVault.reply(exchange, 200, second()));
      Map<String, String> mounts = Map.of("keyturn.stores.vault.kv-mounts", "secret");
      try (Secrets secrets =
          secrets(vault.address(), LeakGuard.canary().text(), "database/creds/app", mounts)) {
        secrets.rotating(User.class).onRotation(turns::add);
        for (int turn = 0; turn < 3; turn++) {
          assertThat(turns.poll(20, TimeUnit.SECONDS)).isNotNull();
        }
      }

      assertThat(logged.warnings())
          .filteredOn(warning -> warning.contains("keyturn.rotation.drain"))
          .hasSize(1);
    }
  }

  /** A lease of a second. */
  private static byte[] second() {
    return """
        {"lease_id": "database/creds/app/%s", "renewable": false, "lease_duration": 1,
         "data": {"username": "v-app", "password": "%s"}}"""
        .formatted(UUID.randomUUID(), UUID.randomUUID())
        .getBytes(StandardCharsets.UTF_8);
  }
}
