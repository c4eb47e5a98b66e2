package io.keyturn.provider.aws;

import io.keyturn.secret.SecretLocation;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What AWS calls a SecretId: a name, an ARN, or an ARN without the six characters that AWS appends.
 *
 * <p>The characters are those of the ValidationException that AWS answers for others (a valid name
 * has "alphanumeric characters, or any of the following: -/_+=.@!"), the lengths those of the API
 * reference (CreateSecret Name, GetSecretValue VersionId and VersionStage).
 */
final class SecretId {
  static final String STAGE = "stage";
  static final String VERSION = "version";

  /** The stage that a secret is read at where none is named. */
  private static final String CURRENT = "AWSCURRENT";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@!-]{1,512}");
  private static final Pattern ARN =
      Pattern.compile(
          "arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\\d{12}:secret:([A-Za-z0-9/_+=.@!-]{1,519})(:.*)?");
  private static final Pattern ARN_REGION = Pattern.compile("^((?:[^:]*:){3})[^:]*");
  private static final Pattern VERSION_ID = Pattern.compile("[A-Za-z0-9-]{32,64}");
  private static final int SUFFIX = "-AbCdEf".length();

  private SecretId() {}

  /** Whether a bundle is named by an ARN. */
  static boolean isArn(SecretLocation bundle) {
    return bundle.path().startsWith("arn:");
  }

  /** The stage that a bundle without a version is read at. */
  static String stage(SecretLocation bundle) {
    return bundle.param(STAGE).orElse(CURRENT);
  }

  /** For a store that reads one region. */
  static SecretLocation normalize(SecretLocation location, String region) {
    SecretLocation normal = normalize(location);
    checkRegion(normal.path(), region);
    return normal;
  }

  /** For a store that reads what its secrets' ARNs say. */
  static SecretLocation normalize(SecretLocation location) {
    checkPath(location.path());
    checkParams(location);
    return isCurrent(location)
        ? SecretLocation.parse(location.store() + "://" + location.path())
        : location;
  }

  private static boolean isCurrent(SecretLocation location) {
    return location.field().isEmpty()
        && location.params().keySet().equals(Set.of(STAGE))
        && location.param(STAGE).equals(Optional.of(CURRENT));
  }

  private static void checkPath(String path) {
    if (path.startsWith("arn:")) {
      checkArn(path);
    } else if (!NAME.matcher(path).matches()) {
      throw bad("a secret's name has at most 512 letters, digits and - / _ + = . @ !");
    }
  }

  private static void checkArn(String path) {
    Matcher arn = ARN.matcher(path);
    if (!arn.matches()) {
      throw bad("an ARN is arn:aws:secretsmanager:region:account:secret:name here");
    }
    if (arn.group(3) != null) {
      throw bad(
          "an ARN ends with the secret's name here: what ECS writes ARN:key:stage:version is ARN?stage=stage#key or ARN?version=version#key");
    }
  }

  private static void checkRegion(String path, String region) {
    Matcher arn = ARN.matcher(path);
    if (arn.matches() && !region.equals(arn.group(1))) {
      throw bad(
          "the ARN is of another region than this store, "
              + region
              + "; configure a store of type aws for that region");
    }
  }

  private static void checkParams(SecretLocation location) {
    location.params().keySet().stream()
        .filter(name -> !name.equals(STAGE) && !name.equals(VERSION))
        .findFirst()
        .ifPresent(
            name -> {
              throw bad("unknown parameter '" + name + "'; this store has stage and version");
            });
    if (location.params().size() > 1) {
      throw bad("stage and version are given together; one of them names the content");
    }
    if (location
        .param(STAGE)
        .filter(stage -> stage.isEmpty() || stage.length() > 256)
        .isPresent()) {
      throw bad("stage is a staging label of 1 to 256 characters");
    }
    if (location.param(VERSION).filter(id -> !VERSION_ID.matcher(id).matches()).isPresent()) {
      throw bad("version is a version id of 32 to 64 letters, digits and -");
    }
  }

  /** The same id in another region: the ARN of a replica differs in that only. */
  static String in(String region, String path) {
    return path.startsWith("arn:") ? ARN_REGION.matcher(path).replaceFirst("$1" + region) : path;
  }

  /** Whether AWS, when asked for this id, may have meant the secret of that name or ARN. */
  static boolean matches(String asked, @Nullable String name, @Nullable String arn) {
    return asked.equals(name) || asked.equals(arn) || (arn != null && isPartOf(asked, arn));
  }

  private static boolean isPartOf(String partial, String arn) {
    return arn.length() == partial.length() + SUFFIX && arn.startsWith(partial + "-");
  }

  private static IllegalArgumentException bad(String what) {
    return new IllegalArgumentException(what);
  }
}
