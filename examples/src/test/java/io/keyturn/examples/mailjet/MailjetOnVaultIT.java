package io.keyturn.examples.mailjet;

import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.VaultServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** The example with its keys in HashiCorp Vault. */
class MailjetOnVaultIT extends BackendScenarios {
  @AutoClose private static VaultServer vault;

  @BeforeAll
  static void startVault() {
    vault = VaultServer.start();
  }

  private static Example.Setup withoutLogin() {
    return Example.setup()
        .environment("KEYTURN_STORE", "vault")
        .environment("VAULT_ADDR", vault.address())
        .property("keyturn.stores.vault.locations.MAILJET_API_KEY", "secret/mailjet#api_key")
        .property("keyturn.stores.vault.locations.MAILJET_SECRET_KEY", "secret/mailjet#secret_key");
  }

  @Override
  Example.Setup backend() {
    return withoutLogin().environment("VAULT_TOKEN", LeakGuard.guard(vault.rootToken()).text());
  }

  @Override
  Stream<Example.Setup> watchedLogins() {
    return Stream.of(backend(), byAppRole());
  }

  private static Example.Setup byAppRole() {
    vault.policy("mailjet", "path \"secret/*\" { capabilities = [\"read\"] }");
    VaultServer.AppRole role = vault.appRole("mailer", "mailjet");
    return withoutLogin()
        .property("keyturn.stores.vault.role-id", role.roleId())
        .environment("KEYTURN_STORES_VAULT_SECRET_ID", LeakGuard.guard(role.secretId()).text());
  }

  @Override
  String library() {
    return "org.springframework";
  }

  @Override
  void put(Pair pair) {
    vault.api("POST", "secret/data/mailjet", "{\"data\":" + pair.json() + "}");
  }

  @Override
  void stop() {
    vault.stop();
  }

  @Override
  void restart() {
    vault.restart();
  }
}
