package io.keyturn.provider.aws;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
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
 * parameters. A secret's text or binary is one whole, its version the {@code VersionId}. Only
 * {@code GetSecretValue} and {@code BatchGetSecretValue} are called; where the second is not
 * permitted, it is asked once. Thread-safe.
 */
public final class AwsSecretProvider implements SecretProvider {
  /** The most ids BatchGetSecretValue takes: its API reference, {@code SecretIdList}. */
  private static final int BATCH = 20;

  private final SecretsManagerClient client;
  private final boolean owned;
  private final String credentials;
  private final String region;
  private volatile boolean batches = true;
  private volatile boolean closed;

  private AwsSecretProvider(SecretsManagerClient client, boolean owned, String credentials) {
    this.client = client;
    this.owned = owned;
    this.credentials = credentials;
    this.region = client.serviceClientConfiguration().region().id();
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
        Objects.requireNonNull(client, "client"), false, "those of the client that was given");
  }

  static AwsSecretProvider owning(SecretsManagerClient client, String credentials) {
    return new AwsSecretProvider(client, true, credentials);
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    requireOpen();
    GetSecretValueRequest.Builder request = GetSecretValueRequest.builder().secretId(bundle.path());
    Optional<String> version = bundle.param(SecretId.VERSION);
    if (version.isPresent()) {
      request.versionId(version.get());
    } else { // said also where it is the default: a policy may have the condition VersionStage
      request.versionStage(bundle.param(SecretId.STAGE).orElse(SecretId.CURRENT));
    }
    return AwsBundles.of(bundle, ask(bundle, request.build()));
  }

  private GetSecretValueResponse ask(SecretLocation bundle, GetSecretValueRequest request) {
    try {
      return client.getSecretValue(request);
    } catch (RuntimeException e) {
      throw AwsErrors.of(bundle, e, credentials);
    }
  }

  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    return AwsBundles.outcome(fetch(bundle), Optional.of(known));
  }

  /** 20, or 1 once AWS has not permitted {@code BatchGetSecretValue}. */
  @Override
  public int batchSize() {
    return batches ? BATCH : 1;
  }

  /** Those with a stage or version, which a batch cannot express, are read singly. */
  @Override
  public Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
    requireOpen();
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>(readBatch(known));
    known.forEach(
        (bundle, version) -> outcomes.computeIfAbsent(bundle, b -> Outcome.of(this, b, version)));
    return outcomes;
  }

  private Map<SecretLocation, Outcome> readBatch(Map<SecretLocation, Optional<String>> known) {
    List<SecretLocation> bundles =
        known.keySet().stream().filter(b -> b.params().isEmpty()).toList();
    if (!batches || bundles.size() < 2) {
      return Map.of();
    }
    try {
      return AwsBatch.read(client, bundles, known);
    } catch (RuntimeException e) {
      return failedBatch(bundles, e);
    }
  }

  /** Asking again singly helps where the batch was refused, not where AWS is away or overloaded. */
  private Map<SecretLocation, Outcome> failedBatch(
      List<SecretLocation> bundles, RuntimeException why) {
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
    bundles.forEach(
        bundle -> outcomes.put(bundle, new Outcome.Failed(AwsErrors.of(bundle, why, credentials))));
    if (AwsErrors.isNotPermitted(why)) {
      batches = false;
    }
    return AwsErrors.kind(why) == Kind.UNAVAILABLE ? outcomes : Map.of();
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
