package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.aws.CredentialSearch.UnreachedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The roles that STS gives: by web identity, and those of profiles.
 *
 * <p>Profiles mean what they mean to the SDK, but STS is asked by clients of this store: the SDK's
 * own log the session token of whoever asks, and wait for as long as STS hangs. What is no role is
 * left to the SDK. Source: "Assume role credential provider", AWS SDKs and Tools Reference Guide.
 */
final class Roles implements SdkAutoCloseable {
  private static final String SESSION = "keyturn";

  private final ProviderSettings settings;
  private final Region region;
  private final List<SdkAutoCloseable> opened = new ArrayList<>();

  Roles(ProviderSettings settings, Region region) {
    this.settings = settings;
    this.region = region;
  }

  /**
   * Of AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, where EKS or somebody else set them. A role
   * alone says nothing: it may be meant for another program.
   */
  CredentialSource ofWebIdentity() {
    Optional<String> file = text(SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE);
    Optional<String> role = text(SdkSystemSetting.AWS_ROLE_ARN);
    AwsCredentialsProvider credentials =
        file.isPresent() && role.isPresent()
            ? webIdentity(role.get(), file.get(), text(SdkSystemSetting.AWS_ROLE_SESSION_NAME))
            : CredentialSearch.NONE;
    return new CredentialSource(
        "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN", file::isPresent, credentials);
  }

  private static Optional<String> text(SdkSystemSetting setting) {
    return setting.getStringValue().filter(text -> !text.isBlank());
  }

  private AwsCredentialsProvider webIdentity(
      String role, String tokenFile, Optional<String> session) {
    return reached(
        opened(
            StsWebIdentityTokenFileCredentialsProvider.builder()
                .stsClient(client(AnonymousCredentialsProvider.create()))
                .roleArn(role.strip())
                .webIdentityTokenFile(Path.of(tokenFile.strip()))
                .roleSessionName(session.orElse(SESSION))
                .build()));
  }

  /** Where STS is not reached, another region's may be: those are no missing credentials. */
  private static AwsCredentialsProvider reached(AwsCredentialsProvider sts) {
    return () -> {
      try {
        return sts.resolveCredentials();
      } catch (SdkClientException e) {
        throw e.getCause() instanceof IOException ? new UnreachedException() : e;
      }
    };
  }

  AwsCredentialsProvider ofProfile(String name) {
    return ofProfile(name, new HashSet<>());
  }

  private AwsCredentialsProvider ofProfile(String name, Set<String> before) {
    if (!before.add(name)) {
      return CredentialSearch.NONE;
    }
    return ProfileFile.defaultProfileFile()
        .profile(name)
        .flatMap(profile -> role(profile, before))
        .orElseGet(() -> ProfileCredentialsProvider.create(name));
  }

  private Optional<AwsCredentialsProvider> role(Profile profile, Set<String> before) {
    Optional<String> role = profile.property(ProfileProperty.ROLE_ARN);
    Optional<String> token = profile.property(ProfileProperty.WEB_IDENTITY_TOKEN_FILE);
    if (role.isEmpty()) {
      return Optional.empty();
    }
    return token.isPresent()
        ? Optional.of(
            webIdentity(
                role.get(), token.get(), profile.property(ProfileProperty.ROLE_SESSION_NAME)))
        : asker(profile, before).map(asker -> assumed(role.get(), profile, asker));
  }

  private Optional<AwsCredentialsProvider> asker(Profile profile, Set<String> before) {
    Optional<String> other = profile.property(ProfileProperty.SOURCE_PROFILE);
    Optional<String> platform = profile.property(ProfileProperty.CREDENTIAL_SOURCE);
    boolean singleSignOn =
        profile.properties().keySet().stream().anyMatch(name -> name.startsWith("sso_"));
    if (singleSignOn || other.isPresent() == platform.isPresent()) {
      return Optional.empty();
    }
    return other.isPresent()
        ? other.map(name -> ofProfile(name, before))
        : platform.flatMap(Roles::ofPlatform);
  }

  private static Optional<AwsCredentialsProvider> ofPlatform(String source) {
    return switch (source.toLowerCase(Locale.ROOT)) {
      case "environment" ->
          Optional.of(
              new FirstSource(
                  List.of(CredentialSource.ofProperties(), CredentialSource.ofVariables()),
                  CredentialSearch.NONE));
      case "ecscontainer" -> Optional.of(ContainerCredentialsProvider.create());
      case "ec2instancemetadata" -> Optional.of(InstanceProfileCredentialsProvider.create());
      default -> Optional.empty();
    };
  }

  private AwsCredentialsProvider assumed(
      String role, Profile profile, AwsCredentialsProvider asker) {
    if (asker instanceof SdkAutoCloseable closeable) {
      opened(closeable);
    }
    return reached(
        opened(
            StsAssumeRoleCredentialsProvider.builder()
                .stsClient(client(asker))
                .refreshRequest(
                    request ->
                        request
                            .roleArn(role)
                            .roleSessionName(
                                profile.property(ProfileProperty.ROLE_SESSION_NAME).orElse(SESSION))
                            .externalId(profile.property(ProfileProperty.EXTERNAL_ID).orElse(null)))
                .build()));
  }

  private StsClient client(AwsCredentialsProvider asker) {
    return opened(AwsClients.sts(settings, region, asker));
  }

  private <T extends SdkAutoCloseable> T opened(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  @Override
  public void close() {
    opened.forEach(SdkAutoCloseable::close);
  }
}
