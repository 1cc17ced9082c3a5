using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using static Restaurant.Tests.Model.Verdict;

namespace Restaurant.Tests.Model;

/// <summary>Everything that one story has brought about. What other stories do beside it on the same node is none of its business.</summary>
/// <param name="name">A mark in its keys, e-mails and texts that no other story has.</param>
/// <param name="quotesAreHonoured">Whether a price that an order holds stays, however the menu's changes before it is placed.</param>
internal sealed partial class World(string name, bool quotesAreHonoured)
{
    public string Name => name;

    public bool QuotesAreHonoured => quotesAreHonoured;

    public List<Aggregate> All { get; } = [];

    public IReadOnlyList<Aggregate> Of(string kind) => [.. All.Where(aggregate => aggregate.Kind == kind)];

    public Aggregate? Item(string id) => Find("menu-item", id);

    /// <summary>Null when there is none, or no longer.</summary>
    public Customer? Customer(string id) => Find("customer", id)?.State is Customer { IsErased: false } customer ? customer : null;

    public Aggregate? Find(string kind, string? id) => All.Find(aggregate => aggregate.Kind == kind && aggregate.Id.Text == id);

    /// <summary>What comes of a command, and is so from now on.</summary>
    public Verdict Take(Request request)
    {
        var at = Learned.Moment(request.AskedAt);
        var verdict = Foresee(request, at);
        if (verdict is not Happens happens)
        {
            return verdict;
        }

        var aggregate = Find(request.Rule.Kind, happens.After.Id.Text);
        if (aggregate is null)
        {
            All.Add(aggregate = new Aggregate(request.Rule.Kind, happens.After.Id));
        }

        return new Accepted(aggregate.Take(happens, request, at), Replayed: false);
    }

    /// <summary>The contract's checks in their order, and what would come of the command now.</summary>
    /// <param name="at">When it would happen.</param>
    public Verdict Foresee(Request request, Learned at)
    {
        var (rule, wrong) = (request.Rule, request.Members.Where(member => member.Given.Code is not null).Select(member => (member.Name, member.Given.Code!)).ToList());
        if (!Rule.Anyone.Contains(request.By.Kind))
        {
            return new Refused("PARAMETER_INVALID");
        }

        if (!rule.Who.Contains(request.By.Kind))
        {
            return new Refused("FORBIDDEN");
        }

        if (request.Demand == Demand.Unreadable || request.Key?.Contains(' ', StringComparison.Ordinal) is true)
        {
            return new Refused("PARAMETER_INVALID");
        }

        if (wrong.Exists(member => member.Item2 == Given.Malformed))
        {
            return new Refused(Given.Malformed);
        }

        if (wrong.Count > 0)
        {
            return new Refused(wrong[0].Item2, wrong);
        }

        var id = rule.Begins ? IdOfNew(request) : Learned.Exactly(NormalForm(request.Target!));
        var there = Find(rule.Kind, id.Text);
        return there is null && !rule.Begins ? new Refused("NOT_FOUND")
            : there?.Earlier(request.By, request.Key) is { } earlier ? earlier.Meaning == request.Meaning ? new Accepted(earlier, Replayed: true) : new Refused("IDEMPOTENCY_KEY_REUSED")
            : request.Demand != Demand.Nothing && (rule.Begins || request.Demand is Demand.Earlier or Demand.Weak) ? new Refused("VERSION_CONFLICT")
            : rule.Decide(new Turn(this, request, id, there?.State, at));
    }

    public static bool CanBeId(string text) => IdForm().IsMatch(text);

    public static string NormalForm(string id) => UuidForm().IsMatch(id) ? id.ToLowerInvariant() : id;

    public static string CustomerId(string email) => Version8(HMACSHA256.HashData(Array.Empty<byte>(), Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant())));

    private static Learned IdOfNew(Request request) =>
        request.Rule.Command == "signUpCustomer" ? Learned.Exactly(CustomerId(request.Text("email")!))
        : request.Key is { } key ? Learned.Exactly(Version8(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Rule.Kind}\n{key}\n{request.By.Subject}"))))
        : Learned.Uuid();

    private static string Version8(byte[] hash)
    {
        hash[6] = (byte)(hash[6] % 16 + 0x80);
        hash[8] = (byte)(hash[8] % 64 + 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }

    [GeneratedRegex(@"\A[0-9A-Za-z_-]{1,64}\z")]
    private static partial Regex IdForm();

    [GeneratedRegex(@"\A[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\z")]
    private static partial Regex UuidForm();
}
