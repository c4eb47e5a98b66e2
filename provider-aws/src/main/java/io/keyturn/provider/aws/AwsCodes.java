package io.keyturn.provider.aws;

import static io.keyturn.secret.SecretException.Kind.ACCESS_DENIED;
import static io.keyturn.secret.SecretException.Kind.FORMAT;
import static io.keyturn.secret.SecretException.Kind.NOT_FOUND;
import static io.keyturn.secret.SecretException.Kind.UNAVAILABLE;

import io.keyturn.secret.SecretException.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the codes mean that AWS gives errors, and what to do about them.
 *
 * <p>They are those of the API references of GetSecretValue and BatchGetSecretValue, of Secrets
 * Manager's "Common error types", and of STS, which the credentials may come from.
 */
final class AwsCodes {
  private static final Map<String, Kind> KINDS = new HashMap<>();

  /** Those that refuse the credentials themselves, not what they may do. */
  private static final Set<String> WRONG_CREDENTIALS =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "IncompleteSignature",
          "IncompleteSignatureException",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "InvalidIdentityToken",
          "InvalidSignatureException",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");

  static final Set<String> THROTTLED =
      Set.of(
          "RequestLimitExceeded", "Throttling", "ThrottlingException", "TooManyRequestsException");

  /** Those of a signature of another time than AWS's. */
  private static final Set<String> SKEWED =
      Set.of("RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed");

  /**
   * What the messages of refused signatures begin with where it is the time that is wrong: AWS IAM
   * User Guide, "Troubleshoot Signature Version 4 signing".
   */
  private static final Pattern SKEW = Pattern.compile("Signature (expired|not yet current)");

  static {
    kind(NOT_FOUND, "ResourceNotFoundException");
    WRONG_CREDENTIALS.forEach(code -> kind(ACCESS_DENIED, code));
    kind(
        ACCESS_DENIED,
        "AccessDenied",
        "AccessDeniedException",
        "DecryptionFailure",
        "NotAuthorized",
        "OptInRequired");
    kind(
        FORMAT,
        "InvalidParameterException",
        "InvalidRequestException",
        "ValidationError",
        "ValidationException");
    kind(
        UNAVAILABLE,
        "InternalFailure",
        "InternalServiceError",
        "InvalidNextTokenException",
        "ServiceUnavailable",
        "ServiceUnavailableException");
    THROTTLED.forEach(code -> kind(UNAVAILABLE, code));
    SKEWED.forEach(code -> kind(UNAVAILABLE, code));
  }

  private static final Pattern CODE =
      Pattern.compile("[A-Z][A-Za-z]{2,60}(Exception|Error|Failure)");

  private AwsCodes() {}

  private static void kind(Kind kind, String... codes) {
    for (String code : codes) {
      KINDS.put(code, kind);
    }
  }

  /** What a code means, with its message, which alone tells some of them apart. */
  static Optional<Kind> kind(@Nullable String code, @Nullable String message) {
    if (code == null) {
      return Optional.empty();
    }
    if (isSkew(code, message)) {
      return Optional.of(UNAVAILABLE);
    }
    return isDeletion(code, message)
        ? Optional.of(NOT_FOUND)
        : Optional.ofNullable(KINDS.get(code));
  }

  private static boolean isSkew(String code, @Nullable String message) {
    return SKEWED.contains(code)
        || (WRONG_CREDENTIALS.contains(code) && message != null && SKEW.matcher(message).find());
  }

  /** "…can't find the specified secret value for staging label: AWSPREVIOUS". */
  private static boolean isStage(String code, @Nullable String message) {
    return code.equals("ResourceNotFoundException")
        && message != null
        && message.contains("staging label");
  }

  /**
   * Its message is all that tells: "…because it was marked for deletion", "…currently marked
   * deleted".
   */
  private static boolean isDeletion(String code, @Nullable String message) {
    return code.equals("InvalidRequestException") && message != null && message.contains("marked");
  }

  /** Whether it refuses the credentials themselves. */
  static boolean isOfCredentials(String code, @Nullable String message) {
    return WRONG_CREDENTIALS.contains(code) && !isSkew(code, message);
  }

  /** A code, and what to do about it; empty where it has not the shape of one. */
  static Optional<String> reason(@Nullable String code, @Nullable String message) {
    return Optional.ofNullable(code)
        .filter(c -> KINDS.containsKey(c) || CODE.matcher(c).matches())
        .map(c -> c + action(c, message));
  }

  /** What to do about it, where that is more than what all failures of its kind are told. */
  private static String action(String code, @Nullable String message) {
    if (isSkew(code, message)) {
      return ": the clock of this machine differs from that of AWS, set it right";
    }
    if (isDeletion(code, message)) {
      return ": it is marked for deletion, restore it (RestoreSecret)";
    }
    if (isStage(code, message)) {
      return ": no version has this staging label (AWSPREVIOUS: before the first rotation), so make"
          + " the name optional";
    }
    if (THROTTLED.contains(code)) {
      return ": AWS is asked too often, raise keyturn.cache.ttl or allow BatchGetSecretValue";
    }
    return switch (code) {
      case "DecryptionFailure" ->
          ": allow kms:Decrypt with its key, and see that the key is enabled";
      case "ExpiredToken", "ExpiredTokenException" -> ": renew the session";
      default -> "";
    };
  }
}
