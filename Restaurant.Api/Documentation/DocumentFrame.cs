using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Restaurant.Api.Http;

namespace Restaurant.Api.Documentation;

/// <summary>What the operations have in common: headers, the problem document, and what the whole is called.</summary>
internal static class DocumentFrame
{
    public const string Problem = "Problem";

    /// <summary>Request headers by name, and what they say.</summary>
    private static readonly Dictionary<string, string> RequestHeaders = new()
    {
        [Headers.CorrelationId] = "Names the conversation; minted when it is missing. It comes back in the answer and stands in the events.",
        [Headers.Role] = "As whom the request is made while nobody has to prove it: customer, staff (also when it is missing) or manager.",
        [Headers.Subject] = "Who makes the request.",
        [Headers.IdempotencyKey] = "Makes it safe to repeat the command: a repeat is answered as the first time, and nothing is written twice.",
        [HeaderNames.IfMatch] = "The version that the aggregate must have, as its ETag says it, one of several, or *.",
        [Headers.ConsistencyToken] = "Tokens of earlier answers, comma separated: the read waits until it can show what they name.",
        [Headers.LastEventId] = "The position of the last event that the reader of a stream has got, which goes on behind it. It counts more than the address says.",
        [Headers.Prefer] = "wait=<seconds>, 0 to 10: how long the read waits for the tokens; 2 when it is missing.",
    };

    /// <summary>Response headers by name, and what they say.</summary>
    private static readonly Dictionary<string, string> ResponseHeaders = new()
    {
        [Headers.CorrelationId] = "The caller's, or one that was minted.",
        [HeaderNames.CacheControl] = "Always no-store.",
        [HeaderNames.ETag] = "The version, in quotes.",
        [Headers.ConsistencyToken] = "Names the event that the command made; a read that brings it shows it.",
        [Headers.IdempotencyReplayed] = "true when the command had been accepted before, and nothing was written now.",
        [HeaderNames.Location] = "The address of what was made.",
        [HeaderNames.Link] = "<..>; rel=\"next\": where the list goes on. Missing on the last page.",
        [HeaderNames.RetryAfter] = "Seconds after which a repeat is worth while.",
    };

    private static readonly string[] Sometimes = [Headers.IdempotencyReplayed, HeaderNames.Link];

    public static Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Restaurant",
            Version = "v1",
            Description = "Online ordering for one restaurant: its menu, its customers, and their orders. Every refusal has a code of its own.",
        };
        // The same document wherever the node is reached.
        document.Servers = [];
        // The framework names the classes of the routes as well.
        var used = document.Paths.Values.SelectMany(path => path.Operations!.Values).SelectMany(operation => operation.Tags!).Select(tag => tag.Name).Distinct();
        document.Tags = used.Select(name => new OpenApiTag { Name = name }).ToHashSet();
        foreach (var (name, says) in RequestHeaders)
        {
            document.AddComponent(name, new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Description = says,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        foreach (var (name, says) in ResponseHeaders)
        {
            document.AddComponent(name, new OpenApiHeader { Description = says, Required = !Sometimes.Contains(name), Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }

        document.AddComponent(Problem, ProblemSchema());
        return Task.CompletedTask;
    }

    private static OpenApiSchema ProblemSchema()
    {
        static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
        static OpenApiSchema List(IOpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };
        static OpenApiSchema Members(IEnumerable<(string Name, IOpenApiSchema Value)> members, params string[] required) => new()
        {
            Type = JsonSchemaType.Object,
            Properties = members.ToDictionary(member => member.Name, member => member.Value),
            Required = required.ToHashSet(),
        };

        var line = Members(
            [("orderItemId", Text()), ("menuItemId", Text()), ("oldPrice", new OpenApiSchema { Type = JsonSchemaType.Number }), ("newPrice", new OpenApiSchema { Type = JsonSchemaType.Number })],
            "menuItemId");
        var schema = Members(
            [
                ("title", Text()),
                ("status", new OpenApiSchema { Type = JsonSchemaType.Integer | JsonSchemaType.String, Description = "The HTTP status; the order's status where the code is INVALID_TRANSITION." }),
                ("detail", Text()),
                ("code", Text()),
                ("errors", List(Members([("field", Text()), ("code", Text()), ("detail", Text())], "field", "code", "detail"))),
                ("lines", List(line)),
                ("actions", List(Text())),
                ("correlationId", Text()),
            ],
            "title", "status", "detail", "code", "correlationId");
        schema.Description = "Why a request is refused (RFC 9457). errors: all fields that break their rules. lines: the order's lines that the code is about. actions: what the order allows instead.";
        return schema;
    }
}
