package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;

/**
 * Answers of AWS Secrets Manager as AWS documents them, each with its source.
 *
 * <p>They are AWS JSON 1.1, where the code of an error is in {@code __type} (Smithy, "AWS JSON 1.1
 * protocol"). "API reference" is that of AWS Secrets Manager, "Common errors" its page "Common
 * error types".
 */
final class Recorded {
  /**
   * Code and status: API reference, Common errors. Message: as AWS answered LocalStack ({@code
   * tests/aws/services/secretsmanager/test_secretsmanager.snapshot.json}).
   */
  static final ResponseDefinitionBuilder ACCESS_DENIED =
      error(
          400,
          "AccessDeniedException",
          "User: arn:aws:iam::123456789012:user/keyturn is not authorized to perform: secretsmanager:GetSecretValue"
              + " on resource: prod/mailjet because no identity-based policy allows the secretsmanager:GetSecretValue action");

  /** API reference, Common errors. */
  static final ResponseDefinitionBuilder UNRECOGNIZED_CLIENT =
      error(
          400,
          "UnrecognizedClientException",
          "The security token included in the request is invalid.");

  /** API reference, GetSecretValue, "Errors". */
  static final ResponseDefinitionBuilder INTERNAL_SERVICE_ERROR =
      error(500, "InternalServiceError", "An error occurred on the server side.");

  /** API reference, Common errors (ThrottlingException); the message as users of it quote it. */
  static final ResponseDefinitionBuilder THROTTLED =
      error(400, "ThrottlingException", "Rate exceeded");

  /** API reference, GetSecretValue, "Errors"; the message as of LocalStack's snapshot. */
  static final ResponseDefinitionBuilder NOT_FOUND =
      error(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

  /**
   * API reference, BatchGetSecretValue: {@code SecretIdList} has 20 at most, and what a parameter
   * must not be is {@code InvalidParameterException}.
   */
  static final ResponseDefinitionBuilder TOO_MANY =
      error(400, "InvalidParameterException", "The parameter name or value is invalid.");

  private Recorded() {}

  static ResponseDefinitionBuilder error(int status, String code, String message) {
    return json(
        status,
        "{\"__type\":\"" + code + "\",\"Message\":\"" + message.replace("\"", "\\\"") + "\"}");
  }

  static ResponseDefinitionBuilder json(int status, String body) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/x-amz-json-1.1")
        .withHeader("x-amzn-RequestId", "524b9962-6854-4b5c-aa53-81759ef610dd")
        .withBody(body);
  }

  /** API reference, GetSecretValue, "Response syntax" and "Examples". */
  static ResponseDefinitionBuilder secret(String name, String text) {
    return json(
        200,
        "{\"ARN\":\""
            + arn(name)
            + "\",\"Name\":\""
            + name
            + "\",\"VersionId\":\""
            + VERSION
            + "\",\"SecretString\":\""
            + text
            + "\",\"VersionStages\":[\"AWSCURRENT\"],\"CreatedDate\":1.523477145713E9}");
  }

  /** A version id of the examples of the API reference, GetSecretValue. */
  static final String VERSION = "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111";

  static String arn(String name) {
    return "arn:aws:secretsmanager:" + Stores.REGION + ":123456789012:secret:" + name + "-AbCdEf";
  }
}
