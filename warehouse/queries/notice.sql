/*
about = "The district notice as it was issued, paragraph by paragraph."
*/
select position, paragraph
from notice_paragraphs
order by position
