using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Restaurant.Api.Http;

namespace Restaurant.Api.Documentation;

/// <summary>An operation of the document while it is being written.</summary>
internal sealed partial class OperationWriter
{
    private const string Json = "application/json";

    private readonly OpenApiOperation _operation;
    private readonly OpenApiDocument _document;
    private readonly bool _refusesInTexts;

    public OperationWriter(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        (_operation, _document) = (operation, context.Document!);
        _refusesInTexts = context.Description.ActionDescriptor.EndpointMetadata.OfType<RefusesInTexts>().Any();
        var path = context.Description.RelativePath!;
        Places = [.. Place().Matches(path).Select(place => place.Groups[1].Value)];
        operation.Tags = new HashSet<OpenApiTagReference> { new(path.Split('/')[0], _document) };
        operation.Parameters = [];
        foreach (var place in Places)
        {
            operation.Parameters.Add(new OpenApiParameter { Name = place, In = ParameterLocation.Path, Required = true, Schema = ValueSchemas.Of(new ValueForm.Id()) });
        }
    }

    /// <summary>The names in braces of the address.</summary>
    public IReadOnlyList<string> Places { get; }

    public void Name(string name, string summary, string? description = null) =>
        (_operation.OperationId, _operation.Summary, _operation.Description) = (name, summary, description);

    public void Asks(IEnumerable<Asked> parameters)
    {
        foreach (var parameter in parameters)
        {
            _operation.Parameters!.Add(new OpenApiParameter { Name = parameter.Name, In = ParameterLocation.Query, Schema = ValueSchemas.Of(parameter.Form) });
        }
    }

    public void TakesHeaders(params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            _operation.Parameters!.Add(new OpenApiParameterReference(name, _document));
        }
    }

    public void TakesBody(IOpenApiSchema schema, bool required) => _operation.RequestBody = new OpenApiRequestBody
    {
        Required = required,
        Content = new Dictionary<string, OpenApiMediaType> { [Json] = new() { Schema = schema } },
    };

    /// <summary>The headers of the answers that the route itself declares; all of them have those that any answer has.</summary>
    public void AnswersWithHeaders(params IEnumerable<string> names)
    {
        foreach (var (status, response) in _operation.Responses!.Select(answer => (answer.Key, (OpenApiResponse)answer.Value)))
        {
            response.Headers = HeadersOf(status == "503" ? [HeaderNames.RetryAfter] : names);
        }
    }

    /// <summary>Says that the answer is a text without an end for those who accept this type.</summary>
    public void Streams(string contentType) =>
        ((OpenApiResponse)_operation.Responses!["200"]).Content![contentType] = new OpenApiMediaType { Schema = ValueSchemas.Of(new ValueForm.Text()) };

    public void Refuses(params IEnumerable<string> codes)
    {
        foreach (var byStatus in codes.Distinct().GroupBy(StatusOf).OrderBy(group => group.Key))
        {
            if (_refusesInTexts && RefusesInTexts.Has(byStatus.Key))
            {
                Add(StatusCodes.Status400BadRequest, "Why the command is refused, one sentence each.", Json, new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = ValueSchemas.Of(new ValueForm.Text()),
                });
            }
            else
            {
                Add(byStatus.Key, ReasonPhrases.GetReasonPhrase(byStatus.Key), "application/problem+json", ProblemOf(byStatus.Order(StringComparer.Ordinal)));
            }
        }
    }

    // What the address itself names is 404 when it is not there: ADDRESS_NOT_FOUND below {addressId}.
    private int StatusOf(string code) =>
        Places.Any(place => code == $"{JsonNamingPolicy.SnakeCaseUpper.ConvertName(place[..^2])}_NOT_FOUND") ? StatusCodes.Status404NotFound : ProblemStatus.Of(code);

    private OpenApiSchema ProblemOf(IEnumerable<string> codes) => new()
    {
        AllOf =
        [
            new OpenApiSchemaReference(DocumentFrame.Problem, _document),
            new OpenApiSchema { Properties = new Dictionary<string, IOpenApiSchema> { ["code"] = ValueSchemas.Of(new ValueForm.OneOf([.. codes])) } },
        ],
    };

    private void Add(int status, string description, string contentType, IOpenApiSchema schema) =>
        _operation.Responses![status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
        {
            Description = description,
            Headers = HeadersOf(status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable ? [HeaderNames.RetryAfter] : []),
            Content = new Dictionary<string, OpenApiMediaType> { [contentType] = new() { Schema = schema } },
        };

    private Dictionary<string, IOpenApiHeader> HeadersOf(IEnumerable<string> names) =>
        names.Append(Headers.CorrelationId).Append(HeaderNames.CacheControl).ToDictionary(name => name, IOpenApiHeader (name) => new OpenApiHeaderReference(name, _document));

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();
}
