package io.keyturn.provider.aws;

import java.io.Serial;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * A place where somebody may have said that the credentials are.
 *
 * @param settings what says so, for messages
 * @param configured whether it is said: then the credentials are there or nowhere
 * @param credentials asks the place
 */
record CredentialSource(
    String settings, BooleanSupplier configured, AwsCredentialsProvider credentials) {
  private static final Set<String> CREDENTIALS_OF_A_PROFILE =
      Set.of(
          ProfileProperty.AWS_ACCESS_KEY_ID,
          ProfileProperty.AWS_SECRET_ACCESS_KEY,
          ProfileProperty.CREDENTIAL_PROCESS,
          ProfileProperty.ROLE_ARN,
          ProfileProperty.WEB_IDENTITY_TOKEN_FILE);

  /** Keys of which one is missing are configured too: what was meant is not what comes after. */
  static CredentialSource ofProperties() {
    String id = SdkSystemSetting.AWS_ACCESS_KEY_ID.property();
    String key = SdkSystemSetting.AWS_SECRET_ACCESS_KEY.property();
    return new CredentialSource(
        id + " and " + key,
        () -> isAnySet(System.getProperty(id), System.getProperty(key)),
        SystemPropertyCredentialsProvider.create());
  }

  static CredentialSource ofVariables() {
    String id = SdkSystemSetting.AWS_ACCESS_KEY_ID.environmentVariable();
    String key = SdkSystemSetting.AWS_SECRET_ACCESS_KEY.environmentVariable();
    return new CredentialSource(
        id + " and " + key,
        () -> isAnySet(System.getenv(id), System.getenv(key)),
        EnvironmentVariableCredentialsProvider.create());
  }

  /** Many a profile has a region and no more. */
  static CredentialSource ofProfile(String name, AwsCredentialsProvider credentials) {
    return new CredentialSource("the AWS profile", () -> hasCredentials(name), credentials);
  }

  /** ECS sets the one variable, EKS Pod Identity the other. */
  static CredentialSource ofContainer() {
    SdkSystemSetting full = SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI;
    SdkSystemSetting relative = SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
    return new CredentialSource(
        relative.environmentVariable() + " or " + full.environmentVariable(),
        () -> isAnySet(text(full), text(relative)),
        ContainerCredentialsProvider.create());
  }

  private static String text(SdkSystemSetting setting) {
    return setting.getStringValue().orElse("");
  }

  private static boolean isAnySet(@Nullable String... settings) {
    return Stream.of(settings).anyMatch(setting -> setting != null && !setting.isBlank());
  }

  private static boolean hasCredentials(String profile) {
    try {
      return ProfileFile.defaultProfileFile()
          .profile(profile)
          .filter(CredentialSource::hasCredentials)
          .isPresent();
    } catch (RuntimeException e) { // a file that cannot be read may have them
      return true;
    }
  }

  private static boolean hasCredentials(Profile profile) {
    return profile.properties().keySet().stream()
        .anyMatch(
            name ->
                CREDENTIALS_OF_A_PROFILE.contains(name)
                    || name.startsWith("sso_")
                    || name.equals("login_session"));
  }

  /**
   * Asks the place.
   *
   * @throws FailedException if it has none, for whatever reason
   */
  AwsCredentials resolve() {
    try {
      return credentials.resolveCredentials();
    } catch (RuntimeException e) {
      throw new FailedException(settings, CredentialSearch.reason(e));
    }
  }

  /** Credentials are configured, and could not be had. */
  static final class FailedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final String settings;

    FailedException(String settings, RuntimeException reason) {
      super(null, reason); // whose text is AWS's
      this.settings = settings;
    }

    /** What configures them. */
    String settings() {
      return settings;
    }
  }
}
