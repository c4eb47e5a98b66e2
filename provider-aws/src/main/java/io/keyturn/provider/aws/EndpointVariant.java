package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * A variant of AWS's own addresses that a store may ask for, of Secrets Manager and STS alike.
 *
 * <p>It is found here, not by the SDK, which has it of the variables and the profile for every
 * store. Source: "Dual-stack and FIPS endpoints", AWS SDKs and Tools Reference Guide.
 *
 * @param key that of the store
 * @param setting the SDK's property and variable
 * @param ofProfile the entry of a profile
 */
record EndpointVariant(ProviderSettings.Key key, SdkSystemSetting setting, String ofProfile) {
  static final EndpointVariant FIPS =
      new EndpointVariant(
          AwsKeys.FIPS, SdkSystemSetting.AWS_USE_FIPS_ENDPOINT, ProfileProperty.USE_FIPS_ENDPOINT);
  static final EndpointVariant DUAL_STACK =
      new EndpointVariant(
          AwsKeys.DUAL_STACK,
          SdkSystemSetting.AWS_USE_DUALSTACK_ENDPOINT,
          ProfileProperty.USE_DUALSTACK_ENDPOINT);
  static final List<EndpointVariant> ALL = List.of(FIPS, DUAL_STACK);

  boolean isWanted(ProviderSettings settings) {
    return found(settings).filter(found -> is(found, "true")).isPresent();
  }

  /** What says neither yes nor no. */
  Optional<String> problem(ProviderSettings settings) {
    return found(settings)
        .filter(found -> !is(found, "true") && !is(found, "false"))
        .map(found -> found.name() + " is neither true nor false");
  }

  /** With an address in place of AWS's own the SDK fails at every request. */
  Optional<String> problem(ProviderSettings settings, Setting endpoint) {
    return found(settings)
        .filter(found -> is(found, "true"))
        .map(
            found ->
                endpoint.name()
                    + " and "
                    + found.name()
                    + " exclude each other, since an address that is given is asked as it is;"
                    + " leave one out, or set "
                    + key.name()
                    + " to false");
  }

  private static boolean is(Setting found, String text) {
    return found.text().strip().equalsIgnoreCase(text);
  }

  /** What is blank says nothing. */
  private static Optional<Setting> said(Optional<Setting> setting) {
    return setting.filter(found -> !found.isBlank());
  }

  private Optional<Setting> found(ProviderSettings settings) {
    Optional<Setting> own = Setting.ofKey(settings, key);
    if (own.isPresent() || !AwsClients.isNamedByType(settings)) {
      return own;
    }
    return said(Setting.ofProperty(setting.property()))
        .or(() -> said(Setting.ofVariable(setting.environmentVariable())))
        .or(
            () ->
                ProfileFile.defaultProfileFile()
                    .profile(AwsClients.profile(settings))
                    .flatMap(profile -> said(Setting.ofProfile(profile, ofProfile))));
  }
}
