using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Restaurant.Actors.Aggregates;
using Restaurant.Api.Admin;
using Restaurant.Api.Commands;
using Restaurant.Api.Http;

namespace Restaurant.Api.Documentation;

/// <summary>One route of the API: its parameters, its body, and every answer that it can give.</summary>
internal sealed class OperationDescription(CommandReaders readers) : IOpenApiOperationTransformer
{
    private static readonly string[] CommandHeaders =
        [Headers.IdempotencyKey, HeaderNames.IfMatch, Headers.Role, Headers.Subject, Headers.CorrelationId];

    private static readonly string[] AnyRequest = ["PARAMETER_INVALID", "FORBIDDEN", "INTERNAL_ERROR"];

    private static readonly string[] AnyCommand =
        [.. AnyRequest, "MALFORMED_REQUEST", "BODY_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE", "VERSION_CONFLICT", "IDEMPOTENCY_KEY_REUSED", "UNAVAILABLE"];

    private static readonly string[] AnyRead = ["READ_MODEL_BEHIND", "UNAVAILABLE"];

    private static readonly string[] NotFound = ["NOT_FOUND"];

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var route = new OperationWriter(operation, context);
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<CommandOperation>().SingleOrDefault() is { } command)
        {
            DescribeCommand(route, command.Name, command.Reader);
        }
        else if (metadata.OfType<ReadOperation>().SingleOrDefault() is { } read)
        {
            DescribeRead(route, read, awaitsTokens: metadata.OfType<AwaitsTokens>().Any());
        }
        else if (metadata.OfType<AdminOperation>().SingleOrDefault() is { } admin)
        {
            DescribeAdmin(route, admin);
        }
        else if (metadata.OfType<EnvelopeOperation>().Any())
        {
            DescribeEnvelope(route);
        }

        return Task.CompletedTask;
    }

    private static void DescribeCommand(OperationWriter route, string name, CommandReader reader)
    {
        var body = new BodyDescription(reader, route.Places.Where(place => place != CommandRoutes.AggregateId));
        var callers = Enum.GetValues<CallerKind>().Where(kind => kind != CallerKind.System && reader.MayBeGivenBy(new Caller(kind))).Select(CamelCase.Name);
        route.Name(name, Words(name), $"Callers: {string.Join(", ", callers)}.");
        route.TakesHeaders(CommandHeaders);
        if (body.Members.Count > 0)
        {
            route.TakesBody(body.Schema, required: body.Required.Count > 0);
        }

        route.AnswersWithHeaders([HeaderNames.ETag, Headers.ConsistencyToken, Headers.IdempotencyReplayed, .. Representation.Makes(reader.Command) ? [HeaderNames.Location] : Array.Empty<string>()]);
        route.Refuses([.. AnyCommand, .. body.Codes, .. body.Commands.SelectMany(DomainCommand.RefusalsOf), .. reader.Creates ? [] : NotFound]);
    }

    // addItemToOrder says what it does.
    private static string Words(string name) => string.Concat(name.Select((letter, place) =>
        place == 0 ? $"{char.ToUpperInvariant(letter)}" : char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}")) + ".";

    private static void DescribeRead(OperationWriter route, ReadOperation read, bool awaitsTokens)
    {
        var query = new Query(QueryCollection.Empty);
        read.Parameters?.Invoke(query);
        route.Name(read.Name, read.Summary);
        route.Asks(query.Asked);
        route.TakesHeaders([.. awaitsTokens ? [Headers.ConsistencyToken, Headers.Prefer, Headers.Role, Headers.Subject] : Array.Empty<string>(), Headers.CorrelationId]);
        if (read.Streams is { } contentType)
        {
            route.TakesHeaders(Headers.LastEventId);
            route.Streams(contentType);
        }

        route.AnswersWithHeaders([.. read.Versioned ? [HeaderNames.ETag] : Array.Empty<string>(), .. read.Paged ? [HeaderNames.Link] : Array.Empty<string>()]);
        route.Refuses([.. AnyRequest, .. awaitsTokens ? AnyRead : [], .. read.FindsOne ? NotFound : []]);
    }

    private static void DescribeAdmin(OperationWriter route, AdminOperation operation)
    {
        route.Name(operation.Name, operation.Summary);
        route.TakesHeaders(Headers.Role, Headers.Subject, Headers.CorrelationId);
        if (operation.Body is { } body)
        {
            var members = Members.None("The body", problem: null);
            body(members);
            route.TakesBody(ValueSchemas.Object(members.Asked, [.. members.Asked.Select(member => member.Name)]), required: true);
        }

        route.AnswersWithHeaders();
        route.Refuses([.. AnyRequest, "MALFORMED_REQUEST", "BODY_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE", "UNAVAILABLE", .. operation.Codes]);
    }

    private void DescribeEnvelope(OperationWriter route)
    {
        route.Name("giveCommand", "Any command by its name; the answer is the event that it made.");
        route.TakesHeaders(CommandHeaders);
        route.TakesBody(new OpenApiSchema { OneOf = [.. readers.All.Select(EnvelopeOf)] }, required: true);
        route.AnswersWithHeaders(HeaderNames.ETag, Headers.ConsistencyToken, Headers.IdempotencyReplayed);
        route.Refuses(AnyCommand);
    }

    private static OpenApiSchema EnvelopeOf(CommandReader reader)
    {
        var name = DomainCommand.NameOf(reader.Command);
        var payload = new BodyDescription(reader, bound: []);
        var members = EnvelopeEndpoint.MembersFor(reader);
        var schema = ValueSchemas.Object(
            members, [.. members.Where(member => member.Required).Select(member => member.Name), .. payload.Required.Count > 0 ? ["payload"] : Array.Empty<string>()]);
        schema.Title = name;
        schema.Properties!["type"] = ValueSchemas.Of(new ValueForm.OneOf([name]));
        schema.Properties["payload"] = payload.Schema;
        return schema;
    }
}
