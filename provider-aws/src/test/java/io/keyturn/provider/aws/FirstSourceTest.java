package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.aws.CredentialSearch.LateException;
import io.keyturn.provider.aws.CredentialSearch.MissingException;
import io.keyturn.provider.aws.CredentialSource.FailedException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.sts.model.StsException;

/** Which of several sources is asked; with those of the SDK in {@link AwsSourcesTest}. */
final class FirstSourceTest {
  private final Queue<RuntimeException> failures = new ArrayDeque<>();

  private AwsCredentials pod() {
    if (!failures.isEmpty()) {
      throw failures.remove();
    }
    return keys("POD");
  }

  private static AwsCredentials keys(String id) {
    return AwsBasicCredentials.create(id, "key");
  }

  private static CredentialSource source(boolean configured, AwsCredentialsProvider credentials) {
    return new CredentialSource("the pod", () -> configured, credentials);
  }

  private FirstSource of(boolean configured) {
    return new FirstSource(List.of(source(configured, this::pod)), () -> keys("NODE"));
  }

  @Test
  void a_source_that_is_not_configured_is_passed_over() {
    assertThat(of(false).resolveCredentials().accessKeyId()).isEqualTo("NODE");
  }

  @Test
  void a_source_that_is_late_at_boot_is_asked_again_and_no_other() {
    failures.add(new IllegalStateException("no token file yet"));
    FirstSource sources = of(true);

    assertThatThrownBy(sources::resolveCredentials)
        .isInstanceOf(FailedException.class)
        .hasCauseExactlyInstanceOf(MissingException.class)
        .hasMessage(null);
    assertThat(sources.resolveCredentials().accessKeyId()).isEqualTo("POD");
  }

  @Test
  void what_aws_refuses_and_what_is_late_is_told() {
    failures.add(StsException.builder().message("refused").build());
    failures.add(ApiCallTimeoutException.builder().build());
    FirstSource sources = of(true);

    assertThatThrownBy(sources::resolveCredentials).hasCauseInstanceOf(StsException.class);
    assertThatThrownBy(sources::resolveCredentials).hasCauseExactlyInstanceOf(LateException.class);
  }

  @Test
  void none_at_all_is_told_by_the_last() {
    FirstSource sources = new FirstSource(List.of(), CredentialSearch.NONE);

    assertThatThrownBy(sources::resolveCredentials).isExactlyInstanceOf(MissingException.class);
  }
}
