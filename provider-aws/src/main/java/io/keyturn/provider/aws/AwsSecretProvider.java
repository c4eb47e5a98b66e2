package io.keyturn.provider.aws;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/**
 * Reads secrets from AWS Secrets Manager.
 *
 * <p>A path is the name or the ARN of a secret; {@code stage} and {@code version} are the
 * parameters. A secret's text or binary is one whole, its version the {@code VersionId}. Called are
 * {@code GetSecretValue} and {@code BatchGetSecretValue}, which where it is not permitted is asked
 * once, and {@code DescribeSecret} where the store's key {@code describe} says so. Thread-safe.
 */
public final class AwsSecretProvider implements SecretProvider {
  private final SecretsManagerClient client;
  private final boolean owned;
  private final String credentials;
  private final boolean describe;
  private final String region;
  private final AnswerSizes sizes = new AnswerSizes();
  private final AwsBatches batches;
  private volatile boolean closed;

  private AwsSecretProvider(
      SecretsManagerClient client, boolean owned, String credentials, boolean describe) {
    this.client = client;
    this.owned = owned;
    this.credentials = credentials;
    this.describe = describe;
    this.region = client.serviceClientConfiguration().region().id();
    this.batches = new AwsBatches(credentials, sizes);
  }

  /**
   * A provider over a client that the caller built and closes. Its timeouts, its repetitions and
   * the size of the answers it reads are the caller's.
   *
   * @param client reads the secrets; it is not closed with the provider
   * @return a provider for {@code Secrets.builder().store(id, provider)}
   */
  public static AwsSecretProvider of(SecretsManagerClient client) {
    return new AwsSecretProvider(
        Objects.requireNonNull(client, "client"),
        false,
        "those of the client that was given",
        false);
  }

  static AwsSecretProvider owning(
      SecretsManagerClient client, String credentials, boolean describe) {
    return new AwsSecretProvider(client, true, credentials, describe);
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    requireOpen();
    GetSecretValueRequest.Builder request = GetSecretValueRequest.builder().secretId(bundle.path());
    Optional<String> version = bundle.param(SecretId.VERSION);
    if (version.isPresent()) {
      request.versionId(version.get());
    } else { // said also where it is the default: a policy may have the condition VersionStage
      request.versionStage(SecretId.stage(bundle));
    }
    GetSecretValueResponse answer = ask(bundle, request.build());
    sizes.note(bundle, answer.secretString(), answer.secretBinary());
    return AwsBundles.of(bundle, answer);
  }

  private GetSecretValueResponse ask(SecretLocation bundle, GetSecretValueRequest request) {
    try {
      return client.getSecretValue(request);
    } catch (RuntimeException e) {
      if (AwsErrors.isTooLarge(e)) {
        sizes.noteTooLarge(bundle);
      }
      throw AwsErrors.of(bundle, e, credentials);
    }
  }

  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    requireOpen();
    return describes(bundle) && AwsDescription.confirms(client, bundle, known, credentials)
        ? new Outcome.Unchanged()
        : AwsBundles.outcome(fetch(bundle), Optional.of(known));
  }

  /** Not where a version is named, which cannot change. */
  private boolean describes(SecretLocation bundle) {
    return describe && bundle.param(SecretId.VERSION).isEmpty();
  }

  /** 20, or 1 once AWS has not permitted {@code BatchGetSecretValue}. */
  @Override
  public int batchSize() {
    return batches.size();
  }

  /**
   * Those with a stage or version, which a batch cannot express, are read singly, and those whose
   * version is known where {@code DescribeSecret} is to confirm it.
   */
  @Override
  public Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
    requireOpen();
    List<SecretLocation> together = new ArrayList<>();
    known.forEach(
        (bundle, version) -> {
          if (bundle.params().isEmpty() && !(describe && version.isPresent())) {
            together.add(bundle);
          }
        });
    Map<SecretLocation, Outcome> outcomes =
        new LinkedHashMap<>(batches.read(client, together, known));
    known.forEach(
        (bundle, version) -> outcomes.computeIfAbsent(bundle, b -> Outcome.of(this, b, version)));
    return outcomes;
  }

  /**
   * Checks the name or ARN and the parameters, and leaves {@code stage=AWSCURRENT} out. A name and
   * an ARN of the same secret stay two bundles: which account a name is in, only AWS knows.
   */
  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    return SecretId.normalize(bundle, region);
  }

  @Override
  public void close() {
    closed = true;
    if (owned) {
      client.close();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the provider is closed");
    }
  }

  /** The region, no credential. */
  @Override
  public String toString() {
    return "AwsSecretProvider[" + region + "]";
  }
}
