package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.response.LogicalResponse;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testpages.ChildJvm;
import io.keyturn.testpages.KeyPair;
import io.keyturn.testpages.Page;
import io.keyturn.testservers.TokenTerms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the samples of "Moving in", {@code docs/providers/vault.md}, and what it says of them. */
final class MovingInTest {
  private static final String BUNDLE = "mailjet";

  private final KeyPair old = KeyPair.random();
  private final KeyPair fresh = KeyPair.random();

  @TempDir private Path home;

  @Test
  @Witness(value = Row.MOVING_IN, kind = Witness.Kind.REAL)
  void a_program_gets_what_it_had_and_turns() throws Exception {
    Vaults.put(BUNDLE, Vaults.json(old.values()));
    try (ChildJvm program = start()) {
      assertThat(program.await("the same: ")).isEqualTo("true");

      Vaults.put(BUNDLE, Vaults.json(fresh.values()));

      assertThat(program.await("turned: ")).isEqualTo("true, to what the others read now: true");
      program.end();
    } finally {
      Vaults.shared().api("DELETE", "secret/metadata/" + BUNDLE);
    }
  }

  /** Configured as the page shows, with the token of the variable that all of them read. */
  private ChildJvm start() throws IOException {
    String address = Vaults.shared().address().toString();
    String properties =
        new Page("vault.md").example("From Spring Vault").blocks("properties").get(0);
    assertThat(properties).contains("https://vault:8200");
    Path keyturn =
        Files.writeString(
            home.resolve("keyturn.properties"), properties.replace("https://vault:8200", address));
    LeakGuard.guard(Vaults.shared().rootToken());
    return new ChildJvm(
        ProcessBuilder::new,
        Map.of("VAULT_ADDR", address, "VAULT_TOKEN", Vaults.shared().rootToken()),
        List.of("-Dkeyturn.config=" + keyturn, "-Dkeyturn.cache.ttl=500ms"),
        System.getProperty("java.class.path"),
        MovingIn.class);
  }

  @Test
  void the_driver_takes_a_refusal_for_nothing_there() throws Exception {
    Vaults.put(BUNDLE, Vaults.json(old.values()));
    String nobody = Vaults.shared().token(TokenTerms.of("default"));
    VaultConfig config =
        new VaultConfig().address(Vaults.shared().address().toString()).token(nobody).build();
    LogicalResponse answer = Vault.create(config).logical().read("secret/" + BUNDLE);
    assertThat(answer.getRestResponse().getStatus()).isEqualTo(403);
    assertThat(answer.getData().keySet()).isEmpty();
    Vaults.shared().api("DELETE", "secret/metadata/" + BUNDLE);
  }
}
