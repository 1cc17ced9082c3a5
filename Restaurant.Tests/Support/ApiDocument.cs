using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Restaurant.Tests.Documents;

namespace Restaurant.Tests.Support;

/// <summary>The committed description of the API, <c>docs/openapi.json</c>; another test holds it against the one that is served.</summary>
public sealed class ApiDocument
{
    public static readonly string File = Path.Combine(Repository.Root, "docs", "openapi.json");

    private static readonly Lazy<ApiDocument> Committed = new(() => new ApiDocument(JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject()));

    private readonly JsonObject _document;
    private readonly List<(Regex Address, string Template, JsonObject Operations)> _paths;

    public ApiDocument(JsonObject document)
    {
        _document = document;
        // What names all of it comes before what leaves places open.
        _paths = [.. document["paths"]!.AsObject().OrderBy(path => path.Key.Count(letter => letter == '{')).Select(path => (
            new Regex($"^{Regex.Replace(path.Key, @"\{\w+\}", "[^/]+")}/?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), path.Key, path.Value!.AsObject()))];
    }

    public static ApiDocument Instance => Committed.Value;

    /// <summary>Every operation as <c>GET /orders/{id}</c>.</summary>
    public IEnumerable<(string Name, JsonObject Operation)> Operations =>
        from path in _document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!.AsObject());

    /// <summary>What has this address, by method; null when it leads nowhere.</summary>
    public JsonObject? At(string path) => _paths.FirstOrDefault(known => known.Address.IsMatch(path)).Operations;

    /// <summary>The address with its places in braces, or null when it leads nowhere.</summary>
    public string? TemplateOf(string path) => _paths.FirstOrDefault(known => known.Address.IsMatch(path)).Template;

    /// <summary>The object, or the component that it refers to.</summary>
    public JsonObject Resolve(JsonNode node) => (string?)node["$ref"] is { } reference
        ? reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode)_document, (part, name) => part[name]!).AsObject()
        : node.AsObject();

    /// <summary>What is in the value that the schema does not tell, or the other way round; null when they agree.</summary>
    public string? Difference(JsonNode? value, JsonNode of, string at = "$")
    {
        var schema = Resolve(of);
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
        {
            return choices.Any(choice => Difference(value, choice!, at) is null) ? null : $"{at} is none of what it may be: {value?.ToJsonString() ?? "null"}";
        }

        if (schema["allOf"] is JsonArray parts)
        {
            return Difference(value, Merged(parts), at);
        }

        var kind = value?.GetValueKind() switch
        {
            null => "null",
            System.Text.Json.JsonValueKind.Object => "object",
            System.Text.Json.JsonValueKind.Array => "array",
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
            _ => "number",
        };
        var types = schema["type"] is JsonArray several ? several.Select(type => (string)type!).ToList() : schema["type"] is { } one ? [(string)one!] : [kind];
        if (!types.Contains(kind) && !(kind == "number" && types.Contains("integer") && !value!.ToJsonString().Contains('.', StringComparison.Ordinal)))
        {
            return $"{at} is {kind}, not {string.Join(" or ", types)}";
        }

        if (schema["enum"] is JsonArray names && !names.Any(name => JsonNode.DeepEquals(name, value)))
        {
            return $"{at} is {value?.ToJsonString()}, which is not among {names.ToJsonString()}";
        }

        return value switch
        {
            JsonArray list => list.Select((item, place) => Difference(item, schema["items"]!, $"{at}[{place}]")).FirstOrDefault(difference => difference is not null),
            JsonObject members when schema["properties"] is JsonObject properties => MembersDifference(members, schema, properties, at),
            _ => null,
        };
    }

    private string? MembersDifference(JsonObject members, JsonObject schema, JsonObject properties, string at)
    {
        var missing = (schema["required"] as JsonArray ?? []).Select(name => (string)name!).FirstOrDefault(name => !members.ContainsKey(name));
        return missing is not null ? $"{at} lacks {missing}"
            : members.FirstOrDefault(member => !properties.ContainsKey(member.Key)) is { Key: { } unknown } ? $"{at} has {unknown}, which is not described"
            : members.Select(member => Difference(member.Value, properties[member.Key]!, $"{at}.{member.Key}")).FirstOrDefault(difference => difference is not null);
    }

    // Later parts say more of the same members.
    private JsonObject Merged(JsonArray parts)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var part in parts.Select(part => Resolve(part!)))
        {
            foreach (var (name, property) in part["properties"]!.AsObject())
            {
                properties[name] = property!.DeepClone();
            }

            foreach (var name in part["required"] as JsonArray ?? [])
            {
                required.Add(name!.DeepClone());
            }
        }

        return new JsonObject { ["properties"] = properties, ["required"] = required };
    }
}
