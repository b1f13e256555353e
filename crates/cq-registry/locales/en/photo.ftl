# The photograph of a person.
photo-of-person = Photo
photo-said = Photo of { $name }
photo-add = Add a photo
photo-change = Another photo
photo-add-title = A photo of { $name }
photo-change-title = Another photo of { $name }
photo-sub = It stands beside the name, for everybody who may see the record: a doctor at the door knows whom to look for.
photo-file = Photo
photo-file-hint = From the front, as on an identity card. JPEG, PNG or WebP, up to 20 MB; a phone can take it here. It is kept small, without the place where it was taken.
photo-put = Save the photo
photo-leave = Back without saving
photo-remove-title = No photo
photo-remove-about = Taken by mistake, or not wished for? It is deleted and cannot be brought back.
photo-remove = Delete the photo
photo-missing = Choose a photo first.
photo-too-heavy = This file has more than { $max } MB. Choose a smaller one, or send it to yourself compressed and use that.
photo-no-picture = This is no JPEG, PNG or WebP picture. A scan in a PDF or Word file: save the page as a picture first.
photo-heic = This is an iPhone original (HEIC). On the phone choose “Most Compatible” under Camera, Formats, or take a screenshot of the photo and upload that.
photo-too-large = This picture has more points than can be read here (64 million). Make it smaller and upload it again.
photo-too-small = This picture is less than { $min } points wide or high; nobody could be recognised. Choose a larger one.
photo-damaged = This picture is damaged or incomplete. Open it once to see, then send it again.

action-photo-view = saw a person's photo
action-photo-put = saved a person's photo
action-photo-remove = deleted a person's photo

# What the last step did.
notice-photo-put = The photo is saved.
notice-photo-removed = The photo is deleted.
photo-blank = The sheet is blank. Sign it first, or send a photograph of the signed slip.
