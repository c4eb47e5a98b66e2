package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.Secrets;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.VaultServer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The store as an application configures it. */
class VaultStoreTest {
  private final String path = Vaults.path();

  private Map<String, String> properties() {
    VaultServer.AppRole role = Vaults.roleReading("secret/data");
    return new HashMap<>(
        Map.of(
            "keyturn.store", "vault",
            "keyturn.stores.vault.address", Vaults.shared().address().toString(),
            "keyturn.stores.vault.role-id", role.roleId(),
            "keyturn.stores.vault.secret-id", role.secretId(),
            "keyturn.stores.vault.locations.MAILJET_API_KEY", "secret/" + path + "#api_key"));
  }

  private String put() {
    String value = LeakGuard.canary().text();
    Vaults.put(path, "{\"api_key\":\"" + value + "\"}");
    return value;
  }

  @Test
  @Witness(value = Row.APPROLE, kind = Witness.Kind.REAL)
  void a_secret_turns_when_it_is_put_anew_or_made_again() {
    String first = put();
    try (Secrets secrets = Secrets.builder().properties(properties()).build()) {
      assertThat(secrets.get("MAILJET_API_KEY").exposeString().equals(first)).isTrue();

      String second = put();
      assertThat(secrets.refresh("MAILJET_API_KEY")).isTrue();
      assertThat(secrets.get("MAILJET_API_KEY").exposeString().equals(second)).isTrue();

      Vaults.shared().api("DELETE", "secret/metadata/" + path);
      put();
      String again = put(); // number 2 once more
      assertThat(secrets.refresh("MAILJET_API_KEY")).isTrue();
      assertThat(secrets.get("MAILJET_API_KEY").exposeString().equals(again)).isTrue();
    }
  }

  /** The application was started first, as after a failure of the power. */
  @Test
  @Witness(value = Row.LATE, kind = Witness.Kind.REAL)
  void a_vault_that_comes_up_after_two_tries_is_waited_for() {
    String value = put();
    VaultServer.AppRole role = Vaults.roleReading("secret/data");
    try (Gate gate = new Gate(Vaults.shared().address());
        Late late =
            new Late(
                gate,
                Vaults.provider(
                    Vaults.settings(gate.address())
                        .text(LoginKeys.ROLE_ID, role.roleId())
                        .secret(LoginKeys.SECRET_ID, Vaults.secret(role.secretId()))));
        Secrets secrets =
            Secrets.builder()
                .store("vault", late)
                .locate("MAILJET_API_KEY", "vault://secret/" + path + "#api_key")
                .build()) {
      assertThat(secrets.get("MAILJET_API_KEY").exposeString().equals(value)).isTrue();
      assertThat(late.failures).hasValue(2);
    }
  }

  /** Comes up when it was asked twice in vain. */
  private static final class Late implements SecretProvider {
    private final Gate gate;
    private final SecretProvider vault;
    private final AtomicInteger failures = new AtomicInteger();

    private Late(Gate gate, SecretProvider vault) {
      this.gate = gate;
      this.vault = vault;
      gate.shut();
    }

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      try {
        return vault.fetch(bundle);
      } catch (SecretUnavailableException e) {
        if (failures.incrementAndGet() == 2) {
          gate.open();
        }
        throw e;
      }
    }

    @Override
    public void close() {
      vault.close();
    }
  }

  @Test
  @Witness(value = Row.UNDELETED, kind = Witness.Kind.REAL)
  void what_is_deleted_is_kept_by_readers_and_undeleted_without_a_turn() {
    String value = put();
    String name = "MAILJET_API_KEY";
    try (Secrets secrets = Secrets.builder().properties(properties()).build()) {
      String version = secrets.get(name).version();

      Vaults.shared().api("DELETE", "secret/data/" + path);
      assertThatThrownBy(() -> secrets.refresh(name))
          .isInstanceOf(SecretNotFoundException.class)
          .hasMessageContaining("deleted or destroyed");
      assertThat(secrets.get(name).exposeString().equals(value)).isTrue();
      assertThat(secrets.status().bundles().get(0).failure()).isPresent();

      Vaults.shared().api("POST", "secret/undelete/" + path, "{\"versions\":[1]}");
      assertThat(secrets.refresh(name)).isFalse();
      assertThat(secrets.get(name).exposeString().equals(value)).isTrue();
      assertThat(secrets.get(name).version()).isEqualTo(version);
      assertThat(secrets.status().bundles().get(0).failure()).isEmpty();
    }
  }

  @Test
  void the_problems_of_its_settings_name_the_store() {
    Map<String, String> properties = properties();
    properties.put("keyturn.stores.vault.kv-version", "3");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Secrets.builder().properties(properties).build())
        .withMessageContaining("vault")
        .withMessageContaining("kv-version is neither 1 nor 2");
  }
}
