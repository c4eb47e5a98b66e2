package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the addresses of a store can be asked, so that a wrong one is not taken for an outage.
 *
 * <p>Source of the variables and system properties: "Service-specific endpoints", AWS SDKs and
 * Tools Reference Guide.
 */
final class Endpoints {
  private Endpoints() {}

  /** Of the key, or else, for the store {@code aws}, of the SDK's variables. */
  static Stream<String> problems(ProviderSettings settings) {
    Optional<String> own = settings.text(AwsSecretProviderFactory.ENDPOINT);
    if (own.isPresent() || !AwsClients.isNamedByType(settings)) {
      return problem(AwsSecretProviderFactory.ENDPOINT.name(), own);
    }
    return Stream.of(
            found("AWS_ENDPOINT_URL_SECRETS_MANAGER", "aws.endpointUrlSecretsManager"),
            found("AWS_ENDPOINT_URL", "aws.endpointUrl"))
        .flatMap(problems -> problems);
  }

  private static Stream<String> found(String variable, String property) {
    return problem(
        variable,
        Optional.ofNullable(System.getProperty(property))
            .or(() -> Optional.ofNullable(System.getenv(variable))));
  }

  private static Stream<String> problem(String name, Optional<String> address) {
    return address.flatMap(Endpoints::problem).map(what -> name + " " + what).stream();
  }

  private static Optional<String> problem(String address) {
    URI uri;
    try {
      uri = new URI(address.strip());
    } catch (URISyntaxException e) {
      return Optional.of("is not an address");
    }
    if (!"https".equalsIgnoreCase(uri.getScheme()) && !"http".equalsIgnoreCase(uri.getScheme())) {
      return Optional.of("is neither http nor https");
    }
    if (uri.getHost() == null) {
      return Optional.of("is not an address");
    }
    return uri.getRawQuery() != null || uri.getRawFragment() != null
        ? Optional.of("ends with a query or fragment")
        : Optional.empty();
  }
}
