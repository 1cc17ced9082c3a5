using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Serialization;

namespace Restaurant.Api.Http;

/// <summary>
/// Why a request is refused, answered as a problem document (RFC 9457): <c>{title, status, detail, code, errors?, .., correlationId}</c>.
/// </summary>
/// <param name="Code">One of the contract's codes; the status follows from it, see <see cref="ProblemStatus"/>, but for what the address itself names.</param>
/// <param name="Detail">A sentence for people.</param>
internal sealed record Problem(string Code, string Detail) : IResult
{
    public static readonly Problem NotFound = Of(Refusals.NotFound);

    /// <summary>For a command, of which it is not known whether it was done.</summary>
    public static readonly Problem OutcomeUnknown = new("UNAVAILABLE", "Not served, or the outcome is unknown. Repeat the request with the same Idempotency-Key.");

    private static readonly Problem NotRead = new("UNAVAILABLE", "Not served at present. Repeat the request.");

    public static readonly Problem ReadModelBehind = new(
        "READ_MODEL_BEHIND", "What the Consistency-Token names is not to be read yet. Repeat the request.");

    public static readonly Problem BodyTooLarge = new("BODY_TOO_LARGE", $"A body has at most {RequestBody.MostBytes} bytes.");

    public static readonly Problem UnsupportedMediaType = new("UNSUPPORTED_MEDIA_TYPE", "A body is application/json in UTF-8, without a content encoding.");

    public static readonly Problem MethodNotAllowed = new("METHOD_NOT_ALLOWED", "This address does not have this method.");

    public static readonly Problem VerificationUnderWay = new("OVERLOADED", "A verification is under way on this node. One at a time is enough.");

    public static readonly Problem NeverRebuilt = new("INVALID_TRANSITION", "The feed is never built anew: its positions are given out once, and readers go by them.");

    /// <summary>A fault of ours. What it was stands in the log, and never in an answer.</summary>
    public static readonly Problem InternalError = new("INTERNAL_ERROR", "Something went wrong here.");

    /// <summary>The fields that break their rules, in the order of the command's fields.</summary>
    public IReadOnlyList<FieldError> Errors { get; private init; } = [];

    /// <summary>A JSON object whose members stand beside the code.</summary>
    public JsonElement? Members { get; private init; }

    /// <summary>Whether what is missing is what the address names, see <see cref="Refusal"/>.</summary>
    public bool Addressed { get; private init; }

    public int Status => Addressed ? StatusCodes.Status404NotFound : ProblemStatus.Of(Code);

    /// <summary>What is wrong, one sentence each.</summary>
    private IEnumerable<string> Texts => Errors.Count > 0 ? Errors.Select(error => error.Detail) : [Detail];

    public static Problem Of(Refusal refusal) => new(refusal.Code, refusal.Detail) { Members = refusal.Members, Addressed = refusal.Addressed };

    /// <summary>The node cannot serve the request at present.</summary>
    public static Problem Unavailable(HttpRequest request) => HttpMethods.IsGet(request.Method) ? NotRead : OutcomeUnknown;

    /// <summary>Why a command was not accepted.</summary>
    public static Problem Of(Outcome outcome) => outcome switch
    {
        Outcome.Refused refused => Of(refused.Refusal),
        Outcome.Unavailable => OutcomeUnknown,
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no answer to a caller's command."),
    };

    /// <param name="errors">At least one.</param>
    public static Problem Of(IReadOnlyList<FieldError> errors) => new(errors[0].Code, errors[0].Detail) { Errors = errors };

    public static Problem Malformed(string detail) => new("MALFORMED_REQUEST", detail);

    public static Problem ParameterInvalid(string detail) => new("PARAMETER_INVALID", detail);

    public static Problem MayNotGive(Caller by) => Forbidden($"A {CamelCase.Name(by.Kind)} may not give this command.");

    public static Problem Forbidden(string detail) => new("FORBIDDEN", detail);

    public Task ExecuteAsync(HttpContext httpContext) => RefusesInTexts.Applies(httpContext, Status)
        ? new Json<IReadOnlyList<string>>([.. Texts], StatusCodes.Status400BadRequest).ExecuteAsync(httpContext)
        : WriteAsync(httpContext);

    private Task WriteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        if (Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = "1";
        }

        var document = Write(httpContext.TraceIdentifier);
        response.ContentLength = document.Length;
        return response.Body.WriteAsync(document, httpContext.RequestAborted).AsTask();
    }

    private ReadOnlyMemory<byte> Write(string correlationId)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JsonForms.Plain.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(Status));
            // INVALID_TRANSITION has the order's status under this name, see docs/adr/0010.
            if (Members?.TryGetProperty("status", out _) is not true)
            {
                json.WriteNumber("status", Status);
            }

            json.WriteString("detail", Detail);
            json.WriteString("code", Code);
            WriteErrors(json);
            WriteMembers(json);
            json.WriteString("correlationId", correlationId);
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    private void WriteErrors(Utf8JsonWriter json)
    {
        if (Errors.Count == 0)
        {
            return;
        }

        json.WriteStartArray("errors");
        foreach (var error in Errors)
        {
            json.WriteStartObject();
            json.WriteString("field", error.Field);
            json.WriteString("code", error.Code);
            json.WriteString("detail", error.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteMembers(Utf8JsonWriter json)
    {
        if (Members is not { } members)
        {
            return;
        }

        foreach (var member in members.EnumerateObject())
        {
            member.WriteTo(json);
        }
    }
}
