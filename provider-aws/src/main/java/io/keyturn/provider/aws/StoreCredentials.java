package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Who a store is at AWS: its keys, its profile, or what is found; asked for every request. */
final class StoreCredentials {
  private StoreCredentials() {}

  static AwsCredentialsProvider of(ProviderSettings settings, Region region) {
    return own(settings).orElseGet(() -> search(settings, region));
  }

  /** Which they are, for messages. */
  static String described(ProviderSettings settings) {
    if (settings.secret(AwsKeys.ACCESS_KEY_ID).isPresent()) {
      return "the keys of "
          + settings.origin(AwsKeys.ACCESS_KEY_ID)
          + " and "
          + settings.origin(AwsKeys.SECRET_ACCESS_KEY);
    }
    if (settings.text(AwsKeys.PROFILE).isPresent()) {
      return "the profile of " + settings.origin(AwsKeys.PROFILE);
    }
    return AwsClients.isNamedByType(settings)
        ? "the first found of system properties, AWS_ACCESS_KEY_ID, web identity, profile, container,"
            + " instance"
        : "the first found of web identity, container, instance";
  }

  private static AwsCredentialsProvider search(ProviderSettings settings, Region region) {
    Roles roles = new Roles(settings, region);
    AwsCredentialsProvider source =
        settings
            .text(AwsKeys.PROFILE)
            .map(roles::ofProfile)
            .orElseGet(() -> chain(settings, roles));
    return new CredentialSearch(source, roles, Fallbacks.share(settings));
  }

  private static Optional<AwsCredentialsProvider> own(ProviderSettings settings) {
    return settings.secret(AwsKeys.ACCESS_KEY_ID).map(given -> () -> keys(settings));
  }

  private static AwsCredentials keys(ProviderSettings settings) {
    String id = text(settings, AwsKeys.ACCESS_KEY_ID).orElseThrow();
    String key = text(settings, AwsKeys.SECRET_ACCESS_KEY).orElseThrow();
    return text(settings, AwsKeys.SESSION_TOKEN)
        .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, key, token))
        .orElseGet(() -> AwsBasicCredentials.create(id, key));
  }

  /** Checked here, since the JDK quotes the header value that it refuses. */
  static Optional<String> text(ProviderSettings settings, ProviderSettings.Key key) {
    Optional<String> text =
        settings.secret(key).map(credential -> credential.get().exposeString().strip());
    if (text.filter(t -> t.isEmpty() || !t.chars().allMatch(c -> c > ' ' && c < 127)).isPresent()) {
      throw new UnusableException(
          key.name()
              + " is blank or has characters that no credential of AWS has ("
              + settings.origin(key)
              + ")");
    }
    return text;
  }

  /**
   * The order of the SDK's DefaultCredentialsProvider; for a store of another id only what the
   * platform gave to this process. That there is an instance nobody says: it is asked last.
   */
  private static AwsCredentialsProvider chain(ProviderSettings settings, Roles roles) {
    boolean named = AwsClients.isNamedByType(settings);
    List<CredentialSource> sources = new ArrayList<>();
    if (named) {
      sources.add(CredentialSource.ofProperties());
      sources.add(CredentialSource.ofVariables());
    }
    sources.add(roles.ofWebIdentity());
    if (named) {
      String profile = AwsClients.profile(settings);
      sources.add(CredentialSource.ofProfile(profile, roles.ofProfile(profile)));
    }
    sources.add(CredentialSource.ofContainer());
    return new FirstSource(sources, InstanceProfileCredentialsProvider.create());
  }

  /** A credential of the store's own that AWS cannot have given; the message says which. */
  static final class UnusableException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    UnusableException(String message) {
      super(message);
    }
  }
}
