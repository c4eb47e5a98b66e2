package io.keyturn.provider.aws;

import static io.keyturn.secret.SecretException.Kind.ACCESS_DENIED;
import static io.keyturn.secret.SecretException.Kind.FORMAT;
import static io.keyturn.secret.SecretException.Kind.NOT_FOUND;
import static io.keyturn.secret.SecretException.Kind.UNAVAILABLE;

import io.keyturn.internal.proxy.Proxies.UnusableProxyException;
import io.keyturn.provider.aws.CredentialSearch.LateException;
import io.keyturn.provider.aws.CredentialSearch.MissingException;
import io.keyturn.provider.aws.CredentialSearch.UnreachedException;
import io.keyturn.provider.aws.CredentialSource.FailedException;
import io.keyturn.provider.aws.Exchange.MalformedException;
import io.keyturn.provider.aws.Exchange.TooLargeException;
import io.keyturn.provider.aws.StoreCredentials.UnusableException;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/**
 * What the failures of the SDK mean. Nothing of an answer gets into an exception but a code in the
 * shape AWS gives them.
 */
final class AwsErrors {
  private static final int MAX_CAUSES = 10;

  private AwsErrors() {}

  /**
   * For a request that failed.
   *
   * @param credentials what requests are signed with, in words
   */
  static SecretException of(SecretLocation bundle, RuntimeException e, String credentials) {
    if (isInterrupted(e)) {
      Thread.currentThread().interrupt();
    }
    return exception(kind(e), bundle, reason(e) + signedWith(e, credentials));
  }

  /** For an error that stands inside an answer, for one secret of several. */
  static SecretException of(
      SecretLocation bundle, @Nullable String code, @Nullable String message) {
    return exception(
        AwsCodes.kind(code, message).orElse(UNAVAILABLE),
        bundle,
        AwsCodes.reason(code, message).orElse("AWS gave no reason"));
  }

  /**
   * Whether it is a region that fails, so that another one may do: none is reached, none answers in
   * time, or AWS says that it is at fault. So is STS, of the same region, which gives credentials.
   *
   * <p>Throttling is not: the region is there, it passes sooner than a replica is sure to be up to
   * date, and who asks too often would be throttled in the next region too.
   */
  static boolean isRegional(RuntimeException e) {
    if (kind(e) != UNAVAILABLE
        || isInterrupted(e)
        || find(e, SecretException.class).isPresent()
        || find(e, MissingException.class).isPresent()) {
      return false;
    }
    Optional<AwsServiceException> answer = find(e, AwsServiceException.class);
    return answer.isPresent()
        ? answer.get().statusCode() >= 500
        : isLate(e) || find(e, IOException.class).isPresent();
  }

  private static boolean isLate(RuntimeException e) {
    return find(e, LateException.class).isPresent()
        || find(e, UnreachedException.class).isPresent()
        || find(e, ApiCallTimeoutException.class).isPresent()
        || find(e, ApiCallAttemptTimeoutException.class).isPresent();
  }

  static boolean isInterrupted(RuntimeException e) {
    return find(e, AbortedException.class).isPresent();
  }

  /** Unknown refusals are put down to the store: what is passing is never reported as definite. */
  static Kind kind(RuntimeException e) {
    Optional<SecretException> credential = find(e, SecretException.class);
    if (credential.isPresent()) {
      return credential.get().kind() == UNAVAILABLE ? UNAVAILABLE : ACCESS_DENIED;
    }
    if (find(e, UnusableException.class).isPresent()) {
      return ACCESS_DENIED;
    }
    if (isTooLarge(e)) {
      return FORMAT;
    }
    return find(e, AwsServiceException.class).map(AwsErrors::kindOf).orElse(UNAVAILABLE);
  }

  /** Whether the same request will do later, and no other one will do now. */
  static boolean isPassing(RuntimeException e) {
    return e instanceof AwayException away
        ? away.failures().stream().allMatch(AwsErrors::isPassing)
        : kind(e) == UNAVAILABLE;
  }

  /** Whether the caller is known to AWS and may not do what it asked for. */
  static boolean isNotPermitted(RuntimeException e) {
    return find(e, AwsServiceException.class)
        .filter(refusal -> "AccessDeniedException".equals(code(refusal)))
        .isPresent();
  }

  /** Whether AWS is asked too often. */
  static boolean isThrottled(RuntimeException e) {
    return find(e, AwsServiceException.class)
        .map(AwsErrors::code)
        .filter(AwsCodes.THROTTLED::contains)
        .isPresent();
  }

  /** Whether AWS has answered, and not only who gives credentials for it. */
  static boolean isAnswer(RuntimeException e) {
    return isTooLarge(e) || find(e, SecretsManagerException.class).isPresent();
  }

  /** Whether more was answered than is read. */
  static boolean isTooLarge(RuntimeException e) {
    return find(e, TooLargeException.class).isPresent();
  }

  private static String signedWith(RuntimeException e, String credentials) {
    Optional<String> configured = find(e, FailedException.class).map(FailedException::settings);
    return configured.isPresent() || isOfCredentials(e)
        ? "; requests are signed with " + configured.orElse(credentials)
        : "";
  }

  /** Whether they are refused, or there are none. */
  private static boolean isOfCredentials(RuntimeException e) {
    if (e instanceof AwayException away) {
      return away.failures().stream().anyMatch(AwsErrors::isOfCredentials);
    }
    return find(e, MissingException.class).isPresent()
        || find(e, LateException.class).isPresent()
        || find(e, UnreachedException.class).isPresent()
        || find(e, AwsServiceException.class).filter(AwsErrors::isOfCredentials).isPresent();
  }

  private static boolean isOfCredentials(AwsServiceException refusal) {
    String code = code(refusal);
    return code != null && AwsCodes.isOfCredentials(code, refusal.getMessage());
  }

  private static Kind kindOf(AwsServiceException e) {
    return AwsCodes.kind(code(e), e.getMessage())
        .orElse(e.statusCode() == 403 ? ACCESS_DENIED : UNAVAILABLE);
  }

  /** What to say of it; nothing that anybody answered but AWS's codes. */
  static String reason(RuntimeException e) {
    if (e instanceof AwayException away) {
      return String.valueOf(away.getMessage());
    }
    if (find(e, SecretException.class).isPresent()) {
      return "the store's own credentials cannot be read at "
          + find(e, SecretException.class).get().location();
    }
    if (isTooLarge(e)) {
      return "the answer is larger than 1 MiB";
    }
    return find(e, UnusableException.class)
        .flatMap(unusable -> Optional.ofNullable(unusable.getMessage()))
        .or(() -> find(e, UnusableProxyException.class).map(UnusableProxyException::getMessage))
        .or(() -> find(e, AwsServiceException.class).map(AwsErrors::reason))
        .orElseGet(() -> failure(e));
  }

  private static String reason(AwsServiceException e) {
    return AwsCodes.reason(code(e), e.getMessage()).orElse("HTTP status " + e.statusCode());
  }

  private static String failure(RuntimeException e) {
    if (find(e, AbortedException.class).isPresent()) {
      return "interrupted";
    }
    if (find(e, ApiCallTimeoutException.class).isPresent()
        || find(e, ApiCallAttemptTimeoutException.class).isPresent()) {
      return "no answer in time";
    }
    if (find(e, LateException.class).isPresent()) {
      return "no credentials in time";
    }
    if (find(e, UnreachedException.class).isPresent()) {
      return "no connection to STS";
    }
    if (find(e, MissingException.class).isPresent()) {
      return "the AWS SDK found no credentials";
    }
    if (find(e, MalformedException.class).isPresent()) {
      return "the answer is none of AWS Secrets Manager";
    }
    return find(e, IOException.class).isPresent()
        ? "no connection"
        : "the AWS SDK could not make the request or read the answer";
  }

  private static @Nullable String code(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details == null ? null : details.errorCode();
  }

  static <T extends Throwable> Optional<T> find(@Nullable Throwable e, Class<T> type) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
        .limit(MAX_CAUSES)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  static SecretException exception(Kind kind, SecretLocation bundle, String reason) {
    return switch (kind) {
      case NOT_FOUND -> new SecretNotFoundException(bundle, reason);
      case ACCESS_DENIED -> new SecretAccessDeniedException(bundle, reason);
      case FORMAT -> new SecretFormatException(bundle, reason);
      case UNAVAILABLE -> new SecretUnavailableException(bundle, reason);
    };
  }
}
