package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** A way to log in, called as Vault calls the <em>auth method</em>, with its keys. */
enum LoginMethod {
  TOKEN,
  APPROLE,
  JWT,
  KUBERNETES,
  CERT,
  USERPASS,
  AWS,
  /** None: the Vault Agent at the address logs in. */
  AGENT;

  private List<ProviderSettings.Key> needed() {
    return switch (this) {
      case TOKEN -> List.of(LoginKeys.TOKEN);
      case APPROLE -> List.of(LoginKeys.ROLE_ID);
      case JWT -> List.of(LoginKeys.JWT);
      case KUBERNETES -> List.of(LoginKeys.ROLE);
      case USERPASS -> List.of(LoginKeys.USERNAME, LoginKeys.PASSWORD);
      case CERT, AWS, AGENT -> List.of();
    };
  }

  private List<ProviderSettings.Key> more() {
    return switch (this) {
      case TOKEN, USERPASS, AGENT -> List.of();
      case APPROLE -> List.of(LoginKeys.SECRET_ID, LoginKeys.WRAPPED_SECRET_ID);
      case JWT, CERT -> List.of(LoginKeys.ROLE);
      case KUBERNETES -> List.of(LoginKeys.JWT);
      case AWS ->
          List.of(
              LoginKeys.ROLE,
              LoginKeys.AWS_REGION,
              LoginKeys.AWS_STS_ENDPOINT,
              LoginKeys.AWS_SERVER_ID);
    };
  }

  /** The one that the settings choose; empty if it is none. */
  static Optional<LoginMethod> of(ProviderSettings settings) {
    if (!LoginKeys.isGiven(settings, LoginKeys.LOGIN)) {
      return Optional.of(byDefault(settings));
    }
    String name = settings.text(LoginKeys.LOGIN).orElseThrow();
    for (LoginMethod method : values()) {
      if (method.toString().equals(name)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }

  private static LoginMethod byDefault(ProviderSettings settings) {
    boolean appRole =
        LoginKeys.isGiven(settings, LoginKeys.ROLE_ID)
            || LoginKeys.isGiven(settings, LoginKeys.SECRET_ID)
            || LoginKeys.isGiven(settings, LoginKeys.WRAPPED_SECRET_ID);
    return appRole ? APPROLE : TOKEN;
  }

  static String names() {
    StringJoiner names = new StringJoiner(", ");
    for (LoginMethod method : values()) {
      names.add(method.toString());
    }
    return names.toString();
  }

  /** Whether a key is its own; a token has a namespace, too, where it renews itself. */
  boolean takes(ProviderSettings.Key key) {
    boolean mounted = this != TOKEN && this != AGENT;
    return key.equals(LoginKeys.LOGIN)
        || needed().contains(key)
        || more().contains(key)
        || (mounted && key.equals(LoginKeys.LOGIN_MOUNT))
        || (this != AGENT && key.equals(LoginKeys.LOGIN_NAMESPACE));
  }

  /** Checks what is needed. */
  void check(ProviderSettings settings, Problems problems) {
    StringJoiner missing = new StringJoiner(" and ");
    for (ProviderSettings.Key key : needed()) {
      if (!LoginKeys.isGiven(settings, key)) {
        missing.add(key.name());
      }
    }
    problems.when(missing.length() > 0, "the login by " + this + " needs " + missing);
    switch (this) {
      case APPROLE -> secretId(settings, problems);
      case AWS -> AwsLogin.check(settings, problems);
      case CERT -> certificate(settings, problems);
      default -> {}
    }
  }

  private static void secretId(ProviderSettings settings, Problems problems) {
    boolean plain = LoginKeys.isGiven(settings, LoginKeys.SECRET_ID);
    boolean wrapped = LoginKeys.isGiven(settings, LoginKeys.WRAPPED_SECRET_ID);
    problems.when(!plain && !wrapped, "the login by approle needs secret-id or wrapped-secret-id");
    problems.when(plain && wrapped, "secret-id and wrapped-secret-id: leave out one of the two");
  }

  private static void certificate(ProviderSettings settings, Problems problems) {
    problems.when(
        TransportKeys.ofTls(settings, TransportKeys.CLIENT_CERT).isEmpty(),
        "the login by cert needs client-cert (VAULT_CLIENT_CERT) and client-key");
  }

  /** Its name in Vault. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
