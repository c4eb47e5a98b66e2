package io.keyturn.provider.aws;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.aws.Regions.Answer;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/**
 * Reads secrets from AWS Secrets Manager.
 *
 * <p>A path is the name or the ARN of a secret; {@code stage} and {@code version} are the
 * parameters. A secret's text or binary is one whole, its version the {@code VersionId}. Called are
 * {@code GetSecretValue} and {@code BatchGetSecretValue}, which where it is not permitted is asked
 * once, and {@code DescribeSecret} where the store's key {@code describe} says so; in the store's
 * region, and while that is away in the others that are configured. Thread-safe.
 */
public final class AwsSecretProvider implements SecretProvider {
  private final Regions regions;
  private final String credentials;
  private final boolean describe;
  private final AnswerSizes sizes = new AnswerSizes();
  private final Remarks remarks = new Remarks();
  private final AwsBatches batches;
  private final LongSupplier nanoTime;
  private volatile boolean closed;

  /** A provider that closes its regions; the credentials in words. */
  AwsSecretProvider(Regions regions, String credentials, boolean describe, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.regions = regions;
    this.credentials = credentials;
    this.describe = describe;
    this.batches = new AwsBatches(regions, credentials, sizes, remarks);
  }

  /**
   * A provider over a client that the caller built and closes. Its timeouts, its repetitions and
   * the size of the answers it reads are the caller's.
   *
   * @param client reads the secrets; it is not closed with the provider
   * @return a provider for {@code Secrets.builder().store(id, provider)}
   */
  public static AwsSecretProvider of(SecretsManagerClient client) {
    StoreRegion region = StoreRegion.of(Objects.requireNonNull(client, "client"), false);
    return new AwsSecretProvider(
        new Regions(List.of(region), System::nanoTime),
        "those of the client that was given",
        false,
        System::nanoTime);
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    SecretBundle read = read(bundle);
    remarks.note(bundle, read);
    return read;
  }

  private SecretBundle read(SecretLocation bundle) {
    requireOpen();
    Answer<GetSecretValueResponse> answer = ask(bundle);
    sizes.note(bundle, answer.value().secretString(), answer.value().secretBinary());
    return AwsBundles.of(bundle, answer.value(), answer.remark());
  }

  private Answer<GetSecretValueResponse> ask(SecretLocation bundle) {
    try {
      return regions.ask(region -> value(region, bundle));
    } catch (RuntimeException e) {
      if (AwsErrors.isTooLarge(e)) {
        sizes.noteTooLarge(bundle);
      }
      throw AwsErrors.of(bundle, e, credentials);
    }
  }

  private static GetSecretValueResponse value(StoreRegion region, SecretLocation bundle) {
    GetSecretValueRequest.Builder request =
        GetSecretValueRequest.builder().secretId(region.secretId(bundle));
    Optional<String> version = bundle.param(SecretId.VERSION);
    if (version.isPresent()) {
      request.versionId(version.get());
    } else { // said also where it is the default: a policy may have the condition VersionStage
      request.versionStage(SecretId.stage(bundle));
    }
    return region.client().getSecretValue(request.build());
  }

  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    requireOpen();
    return describes(bundle) && isConfirmed(bundle, known)
        ? new Outcome.Unchanged()
        : remarks.outcome(bundle, read(bundle), Optional.of(known));
  }

  private boolean isConfirmed(SecretLocation bundle, String known) {
    Answer<Boolean> answer = AwsDescription.confirms(regions, bundle, known, credentials);
    return answer.value() && remarks.isSame(bundle, answer.remark());
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
    Patience patience = new Patience(nanoTime);
    Map<SecretLocation, Outcome> outcomes = batches.read(together, known, patience);
    known.forEach(
        (bundle, version) ->
            outcomes.computeIfAbsent(
                bundle,
                b -> patience.isOver() ? patience.failure(b) : Outcome.of(this, b, version)));
    return outcomes;
  }

  /**
   * Checks the name or ARN and the parameters, and leaves {@code stage=AWSCURRENT} out. A name and
   * an ARN of the same secret stay two bundles: which account a name is in, only AWS knows.
   */
  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    return SecretId.normalize(bundle, regions.home());
  }

  @Override
  public void close() {
    closed = true;
    regions.close();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the provider is closed");
    }
  }

  /** The region that answers, no credential. */
  @Override
  public String toString() {
    return "AwsSecretProvider[" + regions + "]";
  }
}
