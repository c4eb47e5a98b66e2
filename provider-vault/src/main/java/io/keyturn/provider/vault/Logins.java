package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.vault.client.RestTemplateBuilder;

/** The login that the settings of a store choose. */
final class Logins {
  private final ProviderSettings settings;
  private final Connection connection;
  private final LongSupplier nanoTime;
  private final LoginMethod method;

  private Logins(ProviderSettings settings, Connection connection, LongSupplier nanoTime) {
    this.settings = settings;
    this.connection = connection;
    this.nanoTime = nanoTime;
    this.method = LoginMethod.of(settings).orElseThrow();
  }

  /** By settings that were checked. */
  static Login of(ProviderSettings settings, Connection connection, LongSupplier nanoTime) {
    Logins logins = new Logins(settings, connection, nanoTime);
    return switch (logins.method) {
      case TOKEN -> new TokenLogin(logins.credential(LoginKeys.TOKEN));
      case APPROLE -> logins.appRole();
      case JWT -> logins.jwt(logins.credential(LoginKeys.JWT));
      case KUBERNETES -> logins.jwt(logins.serviceAccount());
      case CERT -> new CertLogin(logins.endpoint(), logins.role());
      case USERPASS -> logins.userpass();
      case AWS -> logins.aws();
      case AGENT -> new AgentLogin();
    };
  }

  private Login appRole() {
    boolean wrapped = LoginKeys.isGiven(settings, LoginKeys.WRAPPED_SECRET_ID);
    AppRoleLogin login =
        new AppRoleLogin(
            lockable(endpoint()),
            settings.origin(LoginKeys.ROLE_ID),
            settings.text(LoginKeys.ROLE_ID).orElseThrow(),
            credential(wrapped ? LoginKeys.WRAPPED_SECRET_ID : LoginKeys.SECRET_ID));
    return wrapped ? new WrappedLogin(login, new Unwrapping(connection, rest(), mount())) : login;
  }

  private Login jwt(Credential jwt) {
    return new JwtLogin(endpoint(), role(), jwt);
  }

  private Credential serviceAccount() {
    return LoginKeys.isGiven(settings, LoginKeys.JWT)
        ? credential(LoginKeys.JWT)
        : ServiceAccount.credential(Path.of(ServiceAccount.TOKEN));
  }

  private Login userpass() {
    return new UserpassLogin(
        lockable(endpoint(settings.text(LoginKeys.USERNAME).orElseThrow())),
        credential(LoginKeys.PASSWORD));
  }

  private LockableEndpoint lockable(LoginEndpoint endpoint) {
    return new LockableEndpoint(endpoint, nanoTime);
  }

  private Login aws() {
    return new AwsLogin(
        endpoint(),
        role(),
        new SdkCredentials(),
        AwsSts.of(settings),
        settings.text(LoginKeys.AWS_SERVER_ID),
        Clock.systemUTC());
  }

  private Optional<String> role() {
    return settings.text(LoginKeys.ROLE);
  }

  /** Below the mount, with what follows {@code login}. */
  private LoginEndpoint endpoint(String... more) {
    List<String> segments = new ArrayList<>(Segments.of(mount()));
    segments.add("login");
    segments.addAll(List.of(more));
    URI uri = connection.uri("auth/" + Segments.encoded(segments));
    return new LoginEndpoint(rest().build(), uri, method, mount());
  }

  private String mount() {
    return settings.text(LoginKeys.LOGIN_MOUNT).orElseGet(method::toString);
  }

  private RestTemplateBuilder rest() {
    return connection.rest(namespace(settings));
  }

  /** The namespace of the login and of its token. */
  static Optional<String> namespace(ProviderSettings settings) {
    return settings.text(LoginKeys.LOGIN_NAMESPACE).or(() -> settings.text(VaultKeys.NAMESPACE));
  }

  private Credential credential(ProviderSettings.Key key) {
    return new Credential(settings.origin(key), settings.secret(key).orElseThrow());
  }
}
