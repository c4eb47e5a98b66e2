package io.keyturn.provider.aws;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The first of several sources that has credentials; from then on only that one is asked.
 *
 * <p>As the SDK's own chain does, which logs at DEBUG why a source has none: with all that the
 * failure quotes, a malformed credential too.
 */
final class FirstSource implements AwsCredentialsProvider, SdkAutoCloseable {
  private final List<AwsCredentialsProvider> sources;
  private volatile @Nullable AwsCredentialsProvider found;

  FirstSource(List<AwsCredentialsProvider> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public AwsCredentials resolveCredentials() {
    AwsCredentialsProvider first = found;
    return first == null ? search() : first.resolveCredentials();
  }

  private AwsCredentials search() {
    for (AwsCredentialsProvider source : sources) {
      try {
        AwsCredentials credentials = source.resolveCredentials();
        found = source;
        return credentials;
      } catch (RuntimeException e) { // it has none, for whatever reason
      }
    }
    throw new CredentialSearch.MissingException();
  }

  @Override
  public void close() {
    for (AwsCredentialsProvider source : sources) {
      if (source instanceof SdkAutoCloseable open) {
        open.close();
      }
    }
  }
}
