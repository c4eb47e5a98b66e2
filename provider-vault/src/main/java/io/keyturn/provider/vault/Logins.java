package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The login that the settings of a store choose. */
final class Logins {
  private final ProviderSettings settings;
  private final Connection connection;

  private Logins(ProviderSettings settings, Connection connection) {
    this.settings = settings;
    this.connection = connection;
  }

  /** By role-id where it is given: the token beside it is then the VAULT_TOKEN of a shell. */
  static Login of(ProviderSettings settings, Connection connection) {
    Logins logins = new Logins(settings, connection);
    return settings.text(LoginKeys.ROLE_ID).isPresent()
        ? logins.appRole()
        : new TokenLogin(logins.credential(LoginKeys.TOKEN));
  }

  private Login appRole() {
    return new AppRoleLogin(
        connection.rest(namespace(settings)).build(),
        uri(),
        settings.origin(LoginKeys.ROLE_ID),
        settings.text(LoginKeys.ROLE_ID).orElseThrow(),
        credential(LoginKeys.SECRET_ID));
  }

  /** The namespace of the login and of its token. */
  static Optional<String> namespace(ProviderSettings settings) {
    return settings.text(LoginKeys.LOGIN_NAMESPACE).or(() -> settings.text(VaultKeys.NAMESPACE));
  }

  private URI uri() {
    String mount = settings.text(LoginKeys.LOGIN_MOUNT).orElseThrow();
    return connection.uri("auth/" + Kv.encoded(List.of(mount.split("/", -1))) + "/login");
  }

  private Credential credential(ProviderSettings.Key key) {
    return new Credential(settings.origin(key), settings.secret(key).orElseThrow());
  }
}
