package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Rotation;
import io.keyturn.SecretName;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import io.keyturn.testservers.VaultDatabase;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leases of a few seconds, in the time that they take. */
@Timeout(60)
class LivingLeasesTest {
  record User(@SecretName("username") Secret name, @SecretName("password") Secret password) {}

  @Test
  @Witness(
      value = {Row.LEASE_RENEWED, Row.LEASE_REPLACED},
      kind = Witness.Kind.REAL)
  void users_turn_before_they_end() throws Exception {
    VaultDatabase database = Databases.shared();
    String role = Databases.role(3, 6);
    BlockingQueue<Rotation> turns = new LinkedBlockingQueue<>();
    try (Secrets secrets =
        Secrets.builder()
            .properties(
                Map.of(
                    "keyturn.store",
                    "vault",
                    "keyturn.stores.vault.address",
                    Vaults.shared().address().toString(),
                    "keyturn.stores.vault.token",
                    Vaults.shared().rootToken(),
                    "keyturn.stores.vault.location",
                    role + "#{name}",
                    "keyturn.rotation.drain",
                    "1s"))
            .build()) {
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
}
