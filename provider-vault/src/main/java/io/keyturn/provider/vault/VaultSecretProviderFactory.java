package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.vault.authentication.ClientAuthentication;
import org.springframework.vault.core.VaultTemplate;

/**
 * Makes providers that read from HashiCorp Vault: the store type {@code vault}.
 *
 * <p>A location is {@code mount/path#field}, in KV version 2 also {@code
 * mount/path?version=3#field}. Stateless.
 */
@SecretProviderFactory.Type("vault")
public final class VaultSecretProviderFactory implements SecretProviderFactory {
  private final LongSupplier nanoTime;

  /** Called by {@link java.util.ServiceLoader}. */
  public VaultSecretProviderFactory() {
    this(System::nanoTime);
  }

  VaultSecretProviderFactory(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public List<ProviderSettings.Key> keys() {
    return VaultKeys.ALL;
  }

  @Override
  public SecretProvider create(ProviderSettings settings) {
    VaultProblems.check(settings);
    Duration readTimeout = settings.duration(VaultKeys.READ_TIMEOUT).orElseThrow();
    Connection connection =
        new Connection(
            settings.uri(VaultKeys.ADDRESS).orElseThrow(),
            settings.duration(VaultKeys.CONNECT_TIMEOUT).orElseThrow(),
            readTimeout,
            settings.text(VaultKeys.CA_CERT).map(CaCertificate::trusting));
    Session session = new Session(login(settings, connection), readTimeout, nanoTime);
    return new VaultSecretProvider(
        connection,
        session,
        who(settings),
        new VaultTemplate(connection.rest(settings.text(VaultKeys.NAMESPACE)), session),
        new Kv(settings.text(VaultKeys.KV_VERSION).orElseThrow().equals("2")));
  }

  /** Who asks, for messages. */
  private static String who(ProviderSettings settings) {
    return settings.text(VaultKeys.ROLE_ID).isPresent()
        ? "the role of role-id (" + settings.origin(VaultKeys.ROLE_ID) + ")"
        : "the token (" + settings.origin(VaultKeys.TOKEN) + ")";
  }

  /** By role-id where it is given: the token beside it is then the VAULT_TOKEN of a shell. */
  private static ClientAuthentication login(ProviderSettings settings, Connection connection) {
    Optional<String> roleId = settings.text(VaultKeys.ROLE_ID);
    return roleId.isPresent()
        ? appRole(settings, connection, roleId.get())
        : new TokenLogin(credential(settings, VaultKeys.TOKEN));
  }

  private static AppRoleLogin appRole(
      ProviderSettings settings, Connection connection, String roleId) {
    Optional<String> namespace =
        settings.text(VaultKeys.LOGIN_NAMESPACE).or(() -> settings.text(VaultKeys.NAMESPACE));
    String mount = settings.text(VaultKeys.APPROLE_MOUNT).orElseThrow();
    URI uri = connection.uri("auth/" + Kv.encoded(List.of(mount.split("/", -1))) + "/login");
    return new AppRoleLogin(
        connection.rest(namespace).build(), uri, roleId, credential(settings, VaultKeys.SECRET_ID));
  }

  private static Credential credential(ProviderSettings settings, ProviderSettings.Key key) {
    return new Credential(settings.origin(key), settings.secret(key).orElseThrow());
  }
}
