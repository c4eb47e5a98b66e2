package io.keyturn.provider.aws;

import io.keyturn.internal.proxy.Proxies;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.aws.Fallbacks.Fallback;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.secretsmanager.endpoints.SecretsManagerEndpointProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.endpoints.StsEndpointProvider;

/**
 * Builds the SDK's clients of a store.
 *
 * <p>Only the store whose id is {@code aws} leaves to the SDK what its keys do not say. For any
 * other, the SDK's variables and default profile are kept from it: since the SDK has no switch for
 * AWS_ENDPOINT_URL, what it found there is dropped where it is used. The region is never asked of
 * EC2's metadata service, which elsewhere takes seconds not to answer.
 */
final class AwsClients {
  private static final String NO_PROFILE = "default";
  private static final Pattern REGION = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private AwsClients() {}

  static boolean isNamedByType(ProviderSettings settings) {
    return settings.storeId().equals(AwsKeys.TYPE);
  }

  /** The regions to ask; AWS is asked nothing yet. */
  static List<StoreRegion> create(ProviderSettings settings) {
    checkFiles();
    List<String> problems = new ArrayList<>();
    checkCredentials(settings, problems);
    boolean profile = checkedProfile(settings, problems);
    problems.addAll(Endpoints.SECRETS_MANAGER.problems(settings));
    for (EndpointVariant variant : EndpointVariant.ALL) {
      variant.problem(settings).ifPresent(problems::add);
    }
    Proxies.of(settings, AwsKeys.PROXY).problem().ifPresent(problems::add);
    Optional<Region> region = profile ? region(settings, problems) : Optional.empty();
    problems.addAll(Fallbacks.problems(settings, region));
    if (!problems.isEmpty() || region.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    try {
      return regions(settings, region.get());
    } catch (SdkClientException e) { // not chained: it may quote
      throw new IllegalArgumentException(
          "the AWS SDK makes no client of what it found; check AWS_ENDPOINT_URL,"
              + " AWS_ENDPOINT_URL_SECRETS_MANAGER, AWS_ENDPOINT_URL_STS, the other AWS_ variables"
              + " and the AWS profile");
    }
  }

  /** The SDK reads them for every client, needed or not. */
  private static void checkFiles() {
    try {
      ProfileFile.defaultProfileFile();
    } catch (RuntimeException e) { // not chained: it may quote, and tells neither file nor remedy
      throw new IllegalArgumentException(
          "the AWS files cannot be read, and the AWS SDK always reads them (~/.aws/config,"
              + " ~/.aws/credentials; elsewhere by AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE);"
              + " check their form and rights");
    }
  }

  private static void checkCredentials(ProviderSettings settings, List<String> problems) {
    boolean id = settings.secret(AwsKeys.ACCESS_KEY_ID).isPresent();
    boolean key = settings.secret(AwsKeys.SECRET_ACCESS_KEY).isPresent();
    if (id != key) {
      problems.add("access-key-id and secret-access-key go together; one is missing");
    }
    if (settings.secret(AwsKeys.SESSION_TOKEN).isPresent() && !id) {
      problems.add("session-token goes with access-key-id and secret-access-key; they are missing");
    }
    if (id && settings.text(AwsKeys.PROFILE).isPresent()) {
      problems.add("profile and access-key-id are both given; which credentials are meant?");
    }
  }

  /** AWS_PROFILE counts where the store's credentials are searched for in it. */
  private static boolean checkedProfile(ProviderSettings settings, List<String> problems) {
    boolean own = settings.text(AwsKeys.PROFILE).isPresent();
    boolean keys = settings.secret(AwsKeys.ACCESS_KEY_ID).isPresent();
    String profile = profile(settings);
    boolean asked = own || !(keys || profile.equals(NO_PROFILE));
    boolean known = !asked || ProfileFile.defaultProfileFile().profile(profile).isPresent();
    if (!known) {
      problems.add(
          (own ? "profile" : "AWS_PROFILE")
              + " is in none of the AWS configuration files (~/.aws/config, ~/.aws/credentials)");
    }
    return known;
  }

  private static Optional<Region> region(ProviderSettings settings, List<String> problems) {
    Optional<String> region = settings.text(AwsKeys.REGION).or(() -> foundRegion(settings));
    if (region.isEmpty()) {
      problems.add(
          isNamedByType(settings)
              ? "region is missing: set it here, as AWS_REGION, or in the AWS profile"
              : "region is missing: set it here, or in the profile named here");
    } else if (!isRegion(region.get())) {
      problems.add("region is not a region such as eu-west-1");
      return Optional.empty();
    }
    return region.map(Region::of);
  }

  static boolean isRegion(String text) {
    return REGION.matcher(text).matches();
  }

  private static Optional<String> foundRegion(ProviderSettings settings) {
    AwsRegionProvider ofProfile =
        new AwsProfileRegionProvider(ProfileFile::defaultProfileFile, profile(settings));
    AwsRegionProvider search =
        isNamedByType(settings)
            ? new AwsRegionProviderChain(new SystemSettingsRegionProvider(), ofProfile)
            : ofProfile;
    if (!isNamedByType(settings) && settings.text(AwsKeys.PROFILE).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(search.getRegion()).map(Region::id);
    } catch (SdkClientException e) {
      return Optional.empty();
    }
  }

  static String profile(ProviderSettings settings) {
    return settings
        .text(AwsKeys.PROFILE)
        .orElseGet(
            () ->
                isNamedByType(settings)
                    ? ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow()
                    : NO_PROFILE);
  }

  private static List<StoreRegion> regions(ProviderSettings settings, Region own) {
    List<StoreRegion> regions = new ArrayList<>();
    Optional<URI> endpoint = settings.uri(AwsKeys.ENDPOINT);
    regions.add(StoreRegion.of(build(settings, own, endpoint), true));
    for (Fallback other : Fallbacks.of(settings)) {
      regions.add(
          StoreRegion.of(
              other.region().id(), () -> build(settings, other.region(), other.endpoint())));
    }
    return regions;
  }

  private static SecretsManagerClient build(
      ProviderSettings settings, Region region, Optional<URI> endpoint) {
    SecretsManagerClientBuilder builder = SecretsManagerClient.builder();
    ClientSetup.apply(builder, settings, region, Exchange::isJson)
        .credentialsProvider(StoreCredentials.of(settings, region));
    endpoint.ifPresent(builder::endpointOverride);
    if (!isNamedByType(settings) && endpoint.isEmpty()) {
      SecretsManagerEndpointProvider rules = SecretsManagerEndpointProvider.defaultProvider();
      builder.endpointProvider(
          where -> rules.resolveEndpoint(where.toBuilder().endpoint(null).build()));
    }
    return builder.build();
  }

  /**
   * STS answers in XML, of which the SDK logs nothing.
   *
   * @throws IllegalArgumentException if it has an address that cannot be asked
   */
  static StsClient sts(ProviderSettings settings, Region region, AwsCredentialsProvider asker) {
    List<String> problems = Endpoints.STS.problems(settings);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    StsClientBuilder builder = StsClient.builder();
    ClientSetup.apply(builder, settings, region, body -> true).credentialsProvider(asker);
    if (!isNamedByType(settings)) {
      StsEndpointProvider rules = StsEndpointProvider.defaultProvider();
      builder.endpointProvider(
          where -> rules.resolveEndpoint(where.toBuilder().endpoint(null).build()));
    }
    return builder.build();
  }
}
