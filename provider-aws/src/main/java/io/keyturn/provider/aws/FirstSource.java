package io.keyturn.provider.aws;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The first of several sources that is configured; from its first credentials on, only that one is
 * asked.
 *
 * <p>The SDK's own chain goes on where a configured source fails: a pod whose role STS does not
 * give yet is then the node, for as long as it lives. And it logs at DEBUG why a source has none,
 * with all that the failure quotes, a malformed credential too.
 *
 * @see <a href="https://github.com/aws/aws-sdk-java-v2/issues/3555">aws-sdk-java-v2#3555</a>
 */
final class FirstSource implements AwsCredentialsProvider, SdkAutoCloseable {
  private final List<CredentialSource> sources;
  private final AwsCredentialsProvider last;
  private volatile @Nullable AwsCredentialsProvider found;

  /** Where none of the sources is configured, {@code last} is asked. */
  FirstSource(List<CredentialSource> sources, AwsCredentialsProvider last) {
    this.sources = List.copyOf(sources);
    this.last = last;
  }

  @Override
  public AwsCredentials resolveCredentials() {
    AwsCredentialsProvider first = found;
    return first == null ? search() : first.resolveCredentials();
  }

  private AwsCredentials search() {
    AwsCredentialsProvider first =
        sources.stream()
            .filter(source -> source.configured().getAsBoolean())
            .findFirst()
            .<AwsCredentialsProvider>map(source -> source::resolve)
            .orElse(last);
    AwsCredentials credentials = first.resolveCredentials();
    found = first;
    return credentials;
  }

  @Override
  public void close() {
    sources.forEach(source -> close(source.credentials()));
    close(last);
  }

  private static void close(AwsCredentialsProvider credentials) {
    if (credentials instanceof SdkAutoCloseable open) {
      open.close();
    }
  }
}
