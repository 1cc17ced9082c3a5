using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Restaurant.Api.Http;

namespace Restaurant.Api.Documentation;

/// <summary>What readers ask for, as JSON schemas.</summary>
internal static class ValueSchemas
{
    private const string IdPattern = "^[0-9A-Za-z_-]{1,64}$";
    private const string NumberPattern = "^[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{6}$";

    /// <param name="required">The names of the members that must be there; all others may be left out or null.</param>
    public static OpenApiSchema Object(IEnumerable<Asked> members, IReadOnlyCollection<string> required)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(),
            Required = required.ToHashSet(),
            AdditionalPropertiesAllowed = false,
        };
        foreach (var member in members)
        {
            var value = Of(member.Form);
            if (member.MayBeNull || !required.Contains(member.Name))
            {
                value.Type |= JsonSchemaType.Null;
            }

            schema.Properties[member.Name] = value;
        }

        return schema;
    }

    public static OpenApiSchema Of(ValueForm form) => form switch
    {
        ValueForm.Text => new OpenApiSchema { Type = JsonSchemaType.String },
        ValueForm.Id => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = IdPattern },
        ValueForm.OrderNumber => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = NumberPattern },
        ValueForm.Money => new OpenApiSchema { Type = JsonSchemaType.Number | JsonSchemaType.String, Description = "A number, or a string that is written like one." },
        ValueForm.Number => new OpenApiSchema { Type = JsonSchemaType.Number },
        ValueForm.Whole whole => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = whole.Least?.ToString(CultureInfo.InvariantCulture),
            Maximum = whole.Most?.ToString(CultureInfo.InvariantCulture),
            Default = whole.Otherwise is { } otherwise ? JsonValue.Create(otherwise) : null,
        },
        ValueForm.Flag => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        ValueForm.Time => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time", Description = "In any offset, but with one." },
        ValueForm.DayOrTime => new OpenApiSchema
        {
            OneOf = [new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" }, Of(new ValueForm.Time())],
            Description = "A business day, which belongs to the range. Or a time: then the range begins with the day that holds it, and ends with the day that holds the last moment before it.",
        },
        ValueForm.PointInHistory => new OpenApiSchema
        {
            OneOf = [Of(new ValueForm.Whole()), Of(new ValueForm.Time())],
            Description = "A version, or a time: then the last event that is not later counts.",
        },
        ValueForm.Cursor => new OpenApiSchema { Type = JsonSchemaType.String, Description = $"It {Page.CursorForm}." },
        ValueForm.OneOf(var names) => new OpenApiSchema { Type = JsonSchemaType.String, Enum = Names(names) },
        ValueForm.AnyOf(var names) => new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(new ValueForm.OneOf(names)), Description = "None, one or several." },
        ValueForm.Object => new OpenApiSchema { Type = JsonSchemaType.Object },
        _ => throw new InvalidOperationException($"{form.GetType().Name} has no schema."),
    };

    public static List<JsonNode> Names(IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];
}
