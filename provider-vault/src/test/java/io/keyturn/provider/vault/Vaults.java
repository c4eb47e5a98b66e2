package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.Shared;
import io.keyturn.testservers.VaultServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** A real Vault for all tests of this module, and providers of it. */
final class Vaults {
  private static final Shared<VaultServer> SHARED = new Shared<>(Vaults::start);

  private Vaults() {}

  private static VaultServer start() {
    VaultServer vault = VaultServer.start();
    vault.mountKv1("kv1");
    return vault;
  }

  /** With KV version 2 at {@code secret} and version 1 at {@code kv1}. */
  static VaultServer shared() {
    return SHARED.get();
  }

  /** A path that nobody else uses. */
  static String path() {
    return "t" + UUID.randomUUID();
  }

  /** Makes a role that may read below this path, whose secret id is guarded against leaks. */
  static VaultServer.AppRole roleReading(String path) {
    String name = UUID.randomUUID().toString();
    shared().policy(name, rule(path + "/*", "read"));
    VaultServer.AppRole role = shared().appRole(name, name);
    LeakGuard.guard(role.secretId());
    return role;
  }

  static String rule(String path, String capability) {
    return "path \"" + path + "\" { capabilities = [\"" + capability + "\"] }\n";
  }

  static ProviderSettings.Builder settings(URI address) {
    return ProviderSettings.builder("vault").text(VaultKeys.ADDRESS, address.toString());
  }

  static Supplier<Secret> secret(String text) {
    return () -> Secret.of(text);
  }

  static Connection connection(ProviderSettings.Builder settings) {
    return new Connection(settings.build(), System::nanoTime);
  }

  static SecretProvider provider(ProviderSettings.Builder settings) {
    return new VaultSecretProviderFactory().create(settings.build());
  }

  static SecretProvider withToken(URI address, String token) {
    return provider(settings(address).secret(LoginKeys.TOKEN, secret(token)));
  }

  static SecretProvider asRoot() {
    return withToken(shared().address(), shared().rootToken());
  }

  static SecretLocation location(String path) {
    return SecretLocation.parse("vault://" + path);
  }

  /** Writes a JSON object as the next version of a secret in {@code secret/}. */
  static void put(String path, String json) {
    shared().api("POST", "secret/data/" + path, "{\"data\":" + json + "}");
  }

  /** A JSON object of texts. */
  static String json(Map<String, String> members) {
    return new String(Json.object(members), StandardCharsets.UTF_8);
  }
}
