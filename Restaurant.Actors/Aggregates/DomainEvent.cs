namespace Restaurant.Actors.Aggregates;

/// <summary>
/// Something that happened to one aggregate, as a flat fact with resulting values. Each context closes its own hierarchy below
/// this one, and each case bears its <see cref="StoredNameAttribute"/>. Fields are added, never changed.
/// </summary>
public abstract record DomainEvent;

/// <summary>The name and version under which an event stands in the journal, such as <c>orderPlaced:1</c>. It never changes.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StoredNameAttribute(string manifest) : Attribute
{
    public string Manifest { get; } = manifest;
}
