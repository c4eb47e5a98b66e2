package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * Whether the address that a service has in place of AWS's own can be asked, so that a wrong one is
 * not taken for an outage.
 *
 * <p>Source of variables and profile: "Service-specific endpoints", AWS SDKs and Tools Reference
 * Guide; of properties and the order, the SDK's AwsClientEndpointProvider.
 */
enum Endpoints {
  SECRETS_MANAGER("SecretsManager", "secrets_manager"),
  STS("Sts", "sts");

  private static final String PROPERTY = "aws.endpointUrl";
  private static final String VARIABLE = "AWS_ENDPOINT_URL";

  private final String ofProperty;
  private final String ofProfile;

  Endpoints(String ofProperty, String ofProfile) {
    this.ofProperty = ofProperty;
    this.ofProfile = ofProfile;
  }

  /** Of the key, or else, for the store {@code aws}, of where the SDK finds it. */
  List<String> problems(ProviderSettings settings) {
    Optional<Setting> endpoint = found(settings);
    List<String> problems = new ArrayList<>();
    endpoint
        .flatMap(found -> problem(found.text()).map(what -> found.name() + " " + what))
        .ifPresent(problems::add);
    for (EndpointVariant variant : EndpointVariant.ALL) {
      endpoint.flatMap(found -> variant.problem(settings, found)).ifPresent(problems::add);
    }
    return problems;
  }

  private Optional<Setting> found(ProviderSettings settings) {
    Optional<Setting> own =
        this == SECRETS_MANAGER ? Setting.ofKey(settings, AwsKeys.ENDPOINT) : Optional.empty();
    if (own.isPresent() || !AwsClients.isNamedByType(settings)) {
      return own;
    }
    return Setting.ofProperty(PROPERTY + ofProperty)
        .or(() -> Setting.ofProperty(PROPERTY))
        .or(() -> Setting.ofVariable(VARIABLE + "_" + name()))
        .or(() -> Setting.ofVariable(VARIABLE))
        .or(() -> ofProfile(settings));
  }

  /** The section {@code services} that it names, then itself. */
  private Optional<Setting> ofProfile(ProviderSettings settings) {
    ProfileFile file = ProfileFile.defaultProfileFile();
    Optional<Profile> profile = file.profile(AwsClients.profile(settings));
    String own = ofProfile + "." + ProfileProperty.ENDPOINT_URL;
    return profile
        .flatMap(its -> its.property("services"))
        .flatMap(services -> file.getSection("services", services))
        .flatMap(services -> Setting.ofProfile(services, own))
        .or(() -> profile.flatMap(its -> Setting.ofProfile(its, own)))
        .or(() -> profile.flatMap(its -> Setting.ofProfile(its, ProfileProperty.ENDPOINT_URL)));
  }

  static Optional<String> problem(String address) {
    URI uri;
    try {
      uri = new URI(address.strip());
    } catch (URISyntaxException e) {
      return Optional.of("is not an address");
    }
    if (!"https".equalsIgnoreCase(uri.getScheme()) && !"http".equalsIgnoreCase(uri.getScheme())) {
      return Optional.of("is neither http nor https");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      return Optional.of("is not an address");
    }
    return uri.getRawQuery() != null || uri.getRawFragment() != null
        ? Optional.of("ends with a query or fragment")
        : Optional.empty();
  }
}
