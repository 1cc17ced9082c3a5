using System.Text.Json;
using Microsoft.OpenApi;
using Restaurant.Actors.Aggregates;
using Restaurant.Api.Commands;
using Restaurant.Api.Http;

namespace Restaurant.Api.Documentation;

/// <summary>What a command's body may have and what its fields' rules say, found by giving the command's reader every kind of value that breaks a rule.</summary>
internal sealed class BodyDescription
{
    private static readonly string[] Breaking =
        ["\"\"", "\"x\"", "\"@\"", "\"\\u0001\"", $"\"{new string('x', 1_000)}\"", "-1", "0", "1.5", "0.00001", "1e9", "true", "false"];

    private readonly CommandReader _reader;
    private readonly IReadOnlyList<string> _bound;

    /// <param name="bound">The members that the address of the resource has instead.</param>
    public BodyDescription(CommandReader reader, IEnumerable<string> bound)
    {
        (_reader, _bound) = (reader, [.. bound]);
        var empty = Read("{}");
        Attempt[] attempts = [empty, .. empty.Members.Asked.SelectMany(_ => Breaking, (member, value) => Read($$"""{"{{member.Name}}":{{value}}}"""))];
        Members = empty.Members.Asked;
        Required = Members.Where(member => member.Required || empty.Errors.Any(error => error.Field == member.Name)).Select(member => member.Name).ToHashSet();
        Codes = [.. attempts.SelectMany(each => each.Errors).Select(error => error.Code).Distinct()];
        Commands = [.. attempts.Select(each => each.Command?.GetType()).Append(reader.Command).OfType<Type>().Where(command => !command.IsAbstract).Distinct()];
    }

    public IReadOnlyList<Asked> Members { get; }

    /// <summary>The names of the members without which the command is refused, by the reader or by a field's rule.</summary>
    public IReadOnlySet<string> Required { get; }

    /// <summary>The codes of the fields' rules.</summary>
    public IReadOnlyList<string> Codes { get; }

    public OpenApiSchema Schema => ValueSchemas.Object(Members, Required);

    /// <summary>The types of the commands that the reader can make.</summary>
    public IReadOnlyList<Type> Commands { get; }

    private Attempt Read(string json)
    {
        using var body = JsonDocument.Parse(json);
        var members = Http.Members.Of("The body", body.RootElement);
        foreach (var name in _bound)
        {
            members.Bind(name, "x");
        }

        var (command, errors) = _reader.Read(members);
        return new Attempt(members, command, errors);
    }

    private sealed record Attempt(Members Members, DomainCommand? Command, IReadOnlyList<FieldError> Errors);
}
