"""What a finding and a report say more closely: actor, modality, metadata."""
